package dev.cairnfs.namenode.app.webhdfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.app.RunningNameNode;
import dev.cairnfs.namenode.app.ScriptedDatanode;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** A precision of 0 switches access times off. */
@TestPropertySource(properties = "cairn.namenode.access-time-precision=0")
class NoAccessTimeTest extends RunningNameNode {
    private String status(String path) {
        return hdfs("GET", path, "op=GETFILESTATUS").body();
    }

    @Test
    void noReadMovesIt() {
        ScriptedDatanode datanode = new ScriptedDatanode(this);
        datanode.register();
        datanode.write("/never/moved", 1000);
        String before = status("/never/moved");
        assertThat(hdfs("GET", "/never/moved", "op=OPEN").status()).isEqualTo(307);
        assertThat(status("/never/moved")).isEqualTo(before);
        assertThat(hdfs("PUT", "/never/moved", "op=SETTIMES&accesstime=1").error())
                .isEqualTo("403 IOException");
    }
}
