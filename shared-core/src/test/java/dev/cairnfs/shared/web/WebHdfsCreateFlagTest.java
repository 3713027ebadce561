package dev.cairnfs.shared.web;

import static dev.cairnfs.shared.web.WebHdfsCreateFlag.APPEND;
import static dev.cairnfs.shared.web.WebHdfsCreateFlag.CREATE;
import static dev.cairnfs.shared.web.WebHdfsCreateFlag.OVERWRITE;
import static dev.cairnfs.shared.web.WebHdfsCreateFlag.SYNC_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebHdfsCreateFlagTest {
    @Test
    void wordsHaveAnyCaseAndBlanksAroundThem() {
        assertThat(WebHdfsCreateFlag.parse("create, Sync_Block ,CREATE")).containsExactly(CREATE, SYNC_BLOCK);
        assertThat(WebHdfsCreateFlag.parse("")).isEmpty();
    }

    @Test
    void anUnknownOrEmptyWordIsRefusedAsInHdfs() {
        for (String value : new String[] {"bogus", "CREATE,", ",CREATE", "CREATE,,SYNC_BLOCK"}) {
            assertThatThrownBy(() -> WebHdfsCreateFlag.parse(value))
                    .as(value)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("No enum constant org.apache.hadoop.fs.CreateFlag.");
        }
        assertThatThrownBy(() -> WebHdfsCreateFlag.parse("bogus")).hasMessageEndingWith("CreateFlag.BOGUS");
    }

    @Test
    void noFlagMeansToCreate() throws HdfsException {
        assertThat(WebHdfsCreateFlag.ofCreation(Set.of(), false)).containsExactly(CREATE);
        assertThat(WebHdfsCreateFlag.ofCreation(Set.of(), true)).containsExactly(CREATE, OVERWRITE);
        assertThat(WebHdfsCreateFlag.ofCreation(Set.of(SYNC_BLOCK), false)).containsExactly(SYNC_BLOCK);
        assertThat(WebHdfsCreateFlag.ofCreation(Set.of(CREATE, APPEND), false)).containsExactly(CREATE, APPEND);
    }

    @Test
    void appendAndOverwriteAreAtOdds() {
        String why = "[CREATE, OVERWRITE, APPEND]Both append and overwrite options cannot be enabled.";
        assertThatThrownBy(() -> WebHdfsCreateFlag.ofCreation(Set.of(CREATE, APPEND), true))
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HADOOP_ILLEGAL_ARGUMENT))
                .hasMessage(why);
        assertThatThrownBy(() -> WebHdfsCreateFlag.ofCreation(Set.of(OVERWRITE, CREATE, APPEND), false))
                .hasMessage(why);
    }
}
