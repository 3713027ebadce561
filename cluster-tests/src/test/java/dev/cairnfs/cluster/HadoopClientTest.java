package dev.cairnfs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hadoop 3.5's own {@code webhdfs://} client against a real cluster. */
@SuppressWarnings("NullAway.Init")
final class HadoopClientTest {
    private static final int CONTENT_BYTES = 3 << 20;
    private static TestCluster cluster;
    private static FileSystem fs;

    @TempDir
    private java.nio.file.Path temporary;

    @BeforeAll
    static void start() throws IOException {
        cluster = TestCluster.start(3, "", "");
        fs = FileSystem.newInstance(URI.create("webhdfs://127.0.0.1:" + cluster.httpPort()), new Configuration());
    }

    @AfterAll
    static void stop() throws IOException {
        if (fs != null) {
            fs.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void putsGetsAndListsFiles() throws IOException {
        byte[] content = Content.of(7, CONTENT_BYTES);
        java.nio.file.Path local = temporary.resolve("local");
        Files.write(local, content);
        assertThat(fs.mkdirs(new Path("/put"))).isTrue();
        fs.copyFromLocalFile(new Path(local.toUri()), new Path("/put/file"));

        FileStatus status = fs.getFileStatus(new Path("/put/file"));
        assertThat(status.getLen()).isEqualTo(CONTENT_BYTES);
        assertThat(status.getReplication()).isEqualTo((short) 3);
        assertThat(status.getOwner()).isEqualTo(Http.USER);
        assertThat(status.getBlockSize()).isEqualTo(128L << 20);
        FileStatus[] listing = fs.listStatus(new Path("/put"));
        assertThat(listing).hasSize(1);
        assertThat(listing[0].getPath().getName()).isEqualTo("file");
        assertThat(fs.getFileBlockLocations(status, 0, CONTENT_BYTES)[0].getHosts())
                .hasSize(3);

        java.nio.file.Path copy = temporary.resolve("copy");
        FileUtil.copy(fs, new Path("/put/file"), copy.toFile(), false, new Configuration());
        assertThat(Files.readAllBytes(copy)).isEqualTo(content);
    }

    @Test
    void seeksAndReadsRanges() throws IOException {
        byte[] content = Content.of(8, CONTENT_BYTES);
        try (FSDataOutputStream out = fs.create(new Path("/range"), true, 4096, (short) 2, 1 << 20)) {
            out.write(content);
        }
        try (FSDataInputStream in = fs.open(new Path("/range"))) {
            byte[] part = new byte[1000];
            in.readFully((1 << 20) - 500, part);
            assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(content, (1 << 20) - 500, (1 << 20) + 500));
            in.seek(CONTENT_BYTES - 10);
            assertThat(in.readNBytes(20)).hasSize(10);
        }
    }

    @Test
    void renamesDeletesAndSummarises() throws IOException {
        try (FSDataOutputStream out = fs.create(new Path("/tree/a/file"))) {
            out.write(Content.of(9, 10_000));
        }
        assertThat(fs.rename(new Path("/tree/a"), new Path("/tree/b"))).isTrue();
        assertThat(fs.exists(new Path("/tree/a"))).isFalse();
        ContentSummary summary = fs.getContentSummary(new Path("/tree"));
        assertThat(summary.getLength()).isEqualTo(10_000);
        assertThat(summary.getSpaceConsumed()).isEqualTo(30_000);
        assertThat(summary.getDirectoryCount()).isEqualTo(2);
        assertThat(summary.getFileCount()).isEqualTo(1);
        assertThat(fs.rename(new Path("/tree/none"), new Path("/tree/c"))).isFalse();
        assertThatThrownBy(() -> fs.delete(new Path("/tree"), false))
                .isInstanceOf(PathIsNotEmptyDirectoryException.class);
        assertThat(fs.delete(new Path("/tree"), true)).isTrue();
        assertThat(fs.delete(new Path("/tree"), true)).isFalse();
    }

    @Test
    void changesAttributes() throws IOException {
        Path path = new Path("/attributes");
        fs.create(path).close();
        fs.setPermission(path, new FsPermission((short) 0640));
        fs.setOwner(path, "alice", "people");
        fs.setTimes(path, 1_600_000_000_000L, 1_500_000_000_000L);
        assertThat(fs.setReplication(path, (short) 2)).isTrue();
        FileStatus status = fs.getFileStatus(path);
        assertThat(status.getPermission().toShort()).isEqualTo((short) 0640);
        assertThat(status.getOwner()).isEqualTo("alice");
        assertThat(status.getGroup()).isEqualTo("people");
        assertThat(status.getModificationTime()).isEqualTo(1_600_000_000_000L);
        assertThat(status.getAccessTime()).isEqualTo(1_500_000_000_000L);
        assertThat(status.getReplication()).isEqualTo((short) 2);
    }

    @Test
    void carriesOddNames() throws IOException {
        for (String name : new String[] {"per%cent", "ha#sh", "quest?ion", "pl+us", "se;mi", "é 日本", "quo'te\""}) {
            Path path = new Path(new Path("/odd"), name);
            try (FSDataOutputStream out = fs.create(path)) {
                out.writeUTF(name);
            }
            try (FSDataInputStream in = fs.open(path)) {
                assertThat(in.readUTF()).isEqualTo(name);
            }
        }
        assertThat(fs.listStatus(new Path("/odd"))).hasSize(7);
    }

    @Test
    void translatesErrors() throws Exception {
        assertThatThrownBy(() -> fs.getFileStatus(new Path("/none"))).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> fs.open(new Path("/none")).read()).isInstanceOf(FileNotFoundException.class);
        fs.create(new Path("/plain")).close();
        assertThatThrownBy(() -> fs.mkdirs(new Path("/plain/below"))).isInstanceOf(ParentNotDirectoryException.class);
        fs.mkdirs(new Path("/closed"), new FsPermission((short) 0700));
        try (FileSystem other = FileSystem.newInstance(
                URI.create("webhdfs://127.0.0.1:" + cluster.httpPort()), new Configuration(), "mallory")) {
            assertThatThrownBy(() -> other.create(new Path("/closed/file")).close())
                    .isInstanceOf(AccessControlException.class);
            assertThatThrownBy(() -> other.listStatus(new Path("/closed"))).isInstanceOf(AccessControlException.class);
        }
    }
}
