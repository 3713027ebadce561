package dev.cairnfs.webui.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.fake.FakeConsoleBackend;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ListingReaderTest {
    private static final ConsoleUser HDFS = new ConsoleUser("hdfs", "127.0.0.1");
    private static final FakeConsoleBackend BACKEND = new FakeConsoleBackend(0);

    private static ListingReader.Page read(
            String path, String sort, String order, String filter, int page, String after) throws HdfsException {
        return new ListingReader(BACKEND)
                .read(HDFS, HdfsPath.parse(path), ListingQuery.of(sort, order, filter, page, after));
    }

    private static List<String> names(ListingReader.Page page) {
        return page.rows().stream().map(FileStatus::name).toList();
    }

    @Test
    void nameOrderSkipsToThePage() throws HdfsException {
        ListingReader.Page page = read("/big", "name", "asc", "", 101, "");
        assertThat(page.rows()).hasSize(100);
        assertThat(names(page).get(0)).isEqualTo("part-010000");
        assertThat(page.more()).isTrue();
    }

    @Test
    void nameOrderBeginsAfterAKnownName() throws HdfsException {
        assertThat(names(read("/big", "name", "asc", "", 2, "part-000099")).get(0))
                .isEqualTo("part-000100");
        assertThat(read("/big", "name", "asc", "", 1000, "part-099899").more()).isFalse();
    }

    @Test
    void sortingReadsTheWholeDirectory() throws HdfsException {
        ListingReader.Page first = read("/big", "size", "desc", "", 1, "");
        ListingReader.Page second = read("/big", "size", "desc", "", 2, "");
        assertThat(first.matches()).isEqualTo(100_000);
        long smallestOfFirst = first.rows().get(99).length();
        assertThat(second.rows()).hasSize(100).allMatch(s -> s.length() <= smallestOfFirst);
        assertThat(first.rows().get(0).length()).isGreaterThan(999_000);
    }

    @Test
    void filterIgnoresCaseAndCounts() throws HdfsException {
        ListingReader.Page page = read("/big", "name", "asc", "PART-09999", 1, "");
        assertThat(page.matches()).isEqualTo(10);
        assertThat(page.more()).isFalse();
        assertThat(names(page)).startsWith("part-099990").endsWith("part-099999");
    }

    @Test
    void aPageBehindTheEndIsEmpty() throws HdfsException {
        assertThat(read("/odd", "name", "asc", "", 7, "").rows()).isEmpty();
        assertThat(read("/odd", "size", "asc", "", 7, "").rows()).isEmpty();
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> read("/odd", "colour", "asc", "", 1, "")).isInstanceOf(HdfsException.class);
        assertThatThrownBy(() -> read("/odd", "name", "up", "", 1, "")).isInstanceOf(HdfsException.class);
        assertThatThrownBy(() -> read("/odd", "name", "asc", "", 0, "")).isInstanceOf(HdfsException.class);
    }
}
