package dev.cairnfs.namenode.app.webhdfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.app.RunningNameNode;
import dev.cairnfs.namenode.app.ScriptedDatanode;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.DatanodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** A node whose process is gone counts as live for half a minute: nobody is sent to it all the same. */
// A NameNode of its own: a second DataNode would change what other tests see.
@TestPropertySource(properties = "cairn.namenode.rpc-port=8021")
class DeadDatanodeTest extends RunningNameNode {
    private static final int REPEATED = 20;

    @Test
    void noRedirectNamesIt() throws IOException {
        try (ServerSocket alive = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServerSocket dying = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            ScriptedDatanode here =
                    new ScriptedDatanode(this, new DatanodeId("here", "127.0.0.1", 18001, alive.getLocalPort()));
            ScriptedDatanode gone =
                    new ScriptedDatanode(this, new DatanodeId("gone", "127.0.0.1", 18002, dying.getLocalPort()));
            here.register();
            gone.register();
            Block block = here.write("/dead/file", 1000);
            gone.received(block);
            assertThat(hdfs("GET", "/dead/file", "op=GETFILEBLOCKLOCATIONS")
                            .json()
                            .at("/BlockLocations/BlockLocation/0/names"))
                    .hasSize(2);
            stopListening(dying);
            for (int i = 0; i < REPEATED; i++) {
                for (String op : new String[] {
                    "GET OPEN /dead/file", "GET GETFILECHECKSUM /dead/file", "GET OPEN /dead", "PUT CREATE /dead/new"
                }) {
                    String[] words = op.split(" ", -1);
                    assertThat(hdfs(words[0], words[2], "op=" + words[1]).header("Location"))
                            .as(op)
                            .contains(":" + alive.getLocalPort() + "/");
                }
            }
            stopListening(alive);
            // The memory of the last success ends; then both are dead, and one is named as if nothing were known.
            assertThat(hdfs("GET", "/dead/file", "op=OPEN").status()).isEqualTo(307);
            assertThat(hdfs("PUT", "/dead/new", "op=CREATE").status()).isEqualTo(307);
        }
    }

    /** What is left of a process that was killed: nobody listens. */
    private static void stopListening(ServerSocket port) throws IOException {
        port.close();
    }
}
