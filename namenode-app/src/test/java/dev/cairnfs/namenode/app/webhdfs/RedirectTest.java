package dev.cairnfs.namenode.app.webhdfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.app.RunningNameNode;
import dev.cairnfs.namenode.app.ScriptedDatanode;
import dev.cairnfs.shared.model.Block;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The two-step operations: where a DataNode serves the data, the NameNode says which. */
class RedirectTest extends RunningNameNode {
    private ScriptedDatanode datanode() {
        ScriptedDatanode datanode = new ScriptedDatanode(this);
        datanode.register();
        return datanode;
    }

    @Test
    void createGoesToADatanode() {
        ScriptedDatanode datanode = datanode();
        Answer answer = hdfs("PUT", "/r/a%20b%25", "op=CREATE&overwrite=true&permission=600&noredirect=false");
        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Location"))
                .isEqualTo("http://127.0.0.1:" + datanode.id.httpPort() + "/webhdfs/v1/r/a%20b%25?op=CREATE&user.name="
                        + SUPERUSER + "&namenoderpcaddress=127.0.0.1:8020&overwrite=true&permission=600");
        hdfs("PUT", "/r", "op=MKDIRS&permission=777");
        assertThat(call("PUT", "/webhdfs/v1/r/y?op=CREATE&user.name=gateway&doas=alice")
                        .header("Location"))
                .contains("user.name=alice")
                .doesNotContain("doas");
        Answer plain = hdfs("PUT", "/r/x", "op=CREATE&noredirect=true");
        assertThat(plain.status()).isEqualTo(200);
        assertThat(plain.json().path("Location").asString()).startsWith("http://127.0.0.1:");
        assertThat(hdfs("PUT", "/r/x", "op=CREATE&blocksize=x").error()).isEqualTo("400 IllegalArgumentException");
    }

    @Test
    void flagsOfACreationAreCheckedAndHandedOn() {
        datanode();
        assertThat(hdfs("PUT", "/r/f", "op=CREATE&createflag=create,%20SYNC_BLOCK")
                        .header("Location"))
                .endsWith("&createflag=create,%20SYNC_BLOCK");
        assertThat(hdfs("PUT", "/r/f", "op=CREATE&createflag=").status()).isEqualTo(307);
        Answer unknown = hdfs("PUT", "/r/f", "op=CREATE&createflag=CREATE,bogus");
        assertThat(unknown.error()).isEqualTo("400 IllegalArgumentException");
        assertThat(unknown.message())
                .isEqualTo("Invalid value for webhdfs parameter \"createflag\": java.lang.IllegalArgumentException:"
                        + " No enum constant org.apache.hadoop.fs.CreateFlag.BOGUS");
        Answer both = hdfs("PUT", "/r/f", "op=CREATE&createflag=CREATE,APPEND&overwrite=true");
        assertThat(both.error()).isEqualTo("400 HadoopIllegalArgumentException");
        assertThat(both.message())
                .isEqualTo("[CREATE, OVERWRITE, APPEND]Both append and overwrite options cannot be enabled.");
    }

    @Test
    void openGoesToAReplica() {
        ScriptedDatanode datanode = datanode();
        Block block = datanode.write("/r/file", 1000);
        Answer open = hdfs("GET", "/r/file", "op=OPEN&offset=10&length=5");
        assertThat(open.status()).isEqualTo(307);
        assertThat(open.header("Location"))
                .contains(":" + datanode.id.httpPort() + "/webhdfs/v1/r/file?op=OPEN&")
                .endsWith("&offset=10&length=5");
        Answer beyond = hdfs("GET", "/r/file", "op=OPEN&offset=1000");
        assertThat(beyond.error()).isEqualTo("403 IOException");
        assertThat(beyond.message()).startsWith("Offset=1000 out of the range [0, 1000)");
        Answer missing = hdfs("GET", "/r/none", "op=OPEN");
        assertThat(missing.error()).isEqualTo("404 FileNotFoundException");
        assertThat(missing.message()).isEqualTo("File /r/none not found.");
        assertThat(hdfs("GET", "/r/file", "op=OPEN&excludedatanodes=" + datanode.id.transferAddress())
                        .error())
                .isEqualTo("403 IOException");
        assertThat(hdfs("GET", "/r/file", "op=GETFILECHECKSUM").status()).isEqualTo(307);
        assertThat(hdfs("GET", "/r", "op=OPEN").status()).isEqualTo(307);
        assertThat(hdfs("GET", "/r/file/below", "op=OPEN").error()).isEqualTo("404 FileNotFoundException");
        hdfs("PUT", "/r/file", "op=SETPERMISSION&permission=600");
        assertThat(call("GET", "/webhdfs/v1/r/file?op=OPEN&user.name=alice").error())
                .isEqualTo("403 AccessControlException");

        JsonNode location =
                hdfs("GET", "/r/file", "op=GETFILEBLOCKLOCATIONS").json().at("/BlockLocations/BlockLocation/0");
        assertThat(location.path("length").asLong()).isEqualTo(1000);
        assertThat(location.at("/names/0").asString()).isEqualTo(datanode.id.transferAddress());
        assertThat(location.at("/hosts/0").asString()).isEqualTo("127.0.0.1");
        JsonNode older = hdfs("GET", "/r/file", "op=GET_BLOCK_LOCATIONS").json().path("LocatedBlocks");
        assertThat(older.path("fileLength").asLong()).isEqualTo(1000);
        assertThat(older.at("/locatedBlocks/0/block/blockId").asLong()).isEqualTo(block.blockId());
        assertThat(older.at("/locatedBlocks/0/locations/0/xferPort").asInt()).isEqualTo(datanode.id.transferPort());
        assertThat(older.path("isLastBlockComplete").asBoolean()).isTrue();
    }

    @Test
    void appendGoesToAReplicaOfTheLastBlock() {
        ScriptedDatanode datanode = datanode();
        datanode.write("/r/grows", 1000);
        Answer append = hdfs("POST", "/r/grows", "op=APPEND&buffersize=9");
        assertThat(append.status()).isEqualTo(307);
        assertThat(append.header("Location"))
                .contains(":" + datanode.id.httpPort() + "/webhdfs/v1/r/grows?op=APPEND&")
                .endsWith("&buffersize=9");
        Answer plain = hdfs("POST", "/r/grows", "op=APPEND&noredirect=true");
        assertThat(plain.status()).isEqualTo(200);
        assertThat(plain.json().path("Location").asString()).contains("op=APPEND");
        Answer missing = hdfs("POST", "/r/none", "op=APPEND");
        assertThat(missing.error()).isEqualTo("404 FileNotFoundException");
        assertThat(missing.message()).isEqualTo("File /r/none not found.");
        assertThat(hdfs("POST", "/r/grows", "op=APPEND&excludedatanodes=" + datanode.id.transferAddress())
                        .error())
                .isEqualTo("403 IOException");
        assertThat(hdfs("PUT", "/r/grows", "op=APPEND").error()).isEqualTo("400 IllegalArgumentException");
        post("/client/append", "{\"path\":\"/r/grows\",\"clientName\":\"w\",\"newBlock\":false}");
        for (int offset : new int[] {0, 500, 1500}) {
            // It may have grown: its DataNodes know.
            assertThat(hdfs("GET", "/r/grows", "op=OPEN&offset=" + offset).header("Location"))
                    .contains(":" + datanode.id.httpPort() + "/webhdfs/v1/r/grows?op=OPEN&");
        }
    }

    @Test
    void concatJoinsFiles() {
        ScriptedDatanode datanode = datanode();
        datanode.write("/c/target", 1000);
        datanode.write("/c/one", 10);
        datanode.write("/c/two", 1);
        Answer refused = hdfs("POST", "/c/target", "op=CONCAT&sources=/c/one,/c/one");
        assertThat(refused.error()).isEqualTo("400 HadoopIllegalArgumentException");
        assertThat(refused.message()).isEqualTo("concat: at least two of the source files are the same");
        Answer joined = hdfs("POST", "/c/target", "op=CONCAT&sources=/c/two,/c/one");
        assertThat(joined.status()).as(joined.body()).isEqualTo(200);
        assertThat(joined.body()).isEmpty();
        assertThat(hdfs("GET", "/c/target", "op=GETFILESTATUS")
                        .json()
                        .at("/FileStatus/length")
                        .asLong())
                .isEqualTo(1011);
        assertThat(hdfs("GET", "/c/one", "op=GETFILESTATUS").error()).isEqualTo("404 FileNotFoundException");
    }

    @Test
    void anEmptyFileOpensAnywhere() {
        ScriptedDatanode datanode = datanode();
        JsonNode file = post(
                        "/client/create",
                        "{\"path\":\"/r/empty\",\"permission\":420,\"clientName\":\"writer\",\"overwrite\":true,"
                                + "\"createParent\":true,\"replication\":0,\"blockSizeBytes\":0}")
                .json();
        post(
                "/client/complete",
                "{\"path\":\"/r/empty\",\"fileId\":" + file.path("fileId").asLong()
                        + ",\"clientName\":\"writer\",\"last\":null}");
        assertThat(hdfs("GET", "/r/empty", "op=OPEN").header("Location")).contains(":" + datanode.id.httpPort());
        assertThat(hdfs("PUT", "/r/empty/below", "op=MKDIRS").error()).isEqualTo("403 ParentNotDirectoryException");
        assertThat(hdfs("PUT", "/r/empty", "op=MKDIRS").error()).isEqualTo("403 FileAlreadyExistsException");
        assertThat(hdfs("GET", "/r/empty/below", "op=GETFILESTATUS").error()).startsWith("404 ");
        assertThat(hdfs("PUT", "/r/empty", "op=SETREPLICATION&replication=2").body())
                .isEqualTo("{\"boolean\":true}");
        JsonNode status = hdfs("GET", "/r/empty", "op=GETFILESTATUS").json().path("FileStatus");
        assertThat(status.path("replication").asInt()).isEqualTo(2);
        assertThat(status.path("type").asString()).isEqualTo("FILE");
        assertThat(status.path("permission").asString()).isEqualTo("644");
    }
}
