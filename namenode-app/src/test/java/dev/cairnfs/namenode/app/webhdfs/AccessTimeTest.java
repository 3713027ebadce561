package dev.cairnfs.namenode.app.webhdfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.app.RunningNameNode;
import dev.cairnfs.namenode.app.ScriptedDatanode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads through either door move an access time that is older than an hour, and no other. */
class AccessTimeTest extends RunningNameNode {
    private static final long MINUTE_MILLIS = 60_000;
    private static final String FILE = "/times/file";

    @BeforeEach
    void writeTheFile() {
        ScriptedDatanode datanode = new ScriptedDatanode(this);
        datanode.register();
        datanode.write(FILE, 1000);
    }

    private long accessTime() {
        return hdfs("GET", FILE, "op=GETFILESTATUS")
                .json()
                .at("/FileStatus/accessTime")
                .asLong();
    }

    private long accessTimeBack(long minutes) {
        long millis = System.currentTimeMillis() - minutes * MINUTE_MILLIS;
        assertThat(hdfs("PUT", FILE, "op=SETTIMES&accesstime=" + millis).status())
                .isEqualTo(200);
        assertThat(accessTime()).isEqualTo(millis);
        return millis;
    }

    // The update is submitted before the read is answered, so that the next call sees it.

    @Test
    void anOldAccessTimeMoves() {
        for (String read : new String[] {
            "/webhdfs/v1" + FILE + "?op=OPEN&user.name=" + SUPERUSER,
            "/api/v1/block-locations?path=" + FILE + "&user.name=" + SUPERUSER
        }) {
            accessTimeBack(61);
            long before = System.currentTimeMillis();
            assertThat(get(read).status()).isLessThan(400);
            assertThat(accessTime()).as(read).isBetween(before, System.currentTimeMillis());
        }
    }

    @Test
    void aYoungAccessTimeStays() {
        long millis = accessTimeBack(59);
        hdfs("GET", FILE, "op=OPEN");
        get("/api/v1/block-locations?path=" + FILE + "&user.name=" + SUPERUSER);
        assertThat(accessTime()).isEqualTo(millis);
    }

    @Test
    void whatIsNoReadLeavesItAlone() {
        long millis = accessTimeBack(61);
        hdfs("GET", FILE, "op=GETFILEBLOCKLOCATIONS");
        hdfs("GET", FILE, "op=LISTSTATUS");
        hdfs("PUT", FILE, "op=SETPERMISSION&permission=600");
        assertThat(call("GET", "/webhdfs/v1" + FILE + "?op=OPEN&user.name=alice")
                        .status())
                .isEqualTo(403);
        assertThat(accessTime()).isEqualTo(millis);
    }

    @Test
    void safeModeKeepsIt() {
        long millis = accessTimeBack(61);
        post("/safe-mode?action=enter", "");
        try {
            assertThat(hdfs("GET", FILE, "op=OPEN").status()).isEqualTo(307);
        } finally {
            post("/safe-mode?action=leave", "");
        }
        assertThat(accessTime()).isEqualTo(millis);
    }
}
