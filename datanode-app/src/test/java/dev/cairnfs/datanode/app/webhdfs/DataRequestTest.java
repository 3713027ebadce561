package dev.cairnfs.datanode.app.webhdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.web.WebHdfsCreateFlag;
import org.junit.jupiter.api.Test;

class DataRequestTest {
    private static DataRequest request(String path, String query) throws HdfsException {
        return DataRequest.of("/webhdfs/v1" + path, query);
    }

    @Test
    void decodesThePathOnceAndOnlyOnce() throws HdfsException {
        assertThat(request("/a%20b/%C3%BC+%2541;x", "op=OPEN").path()).isEqualTo("/a b/ü+%41;x");
        assertThat(request("", "op=OPEN").path()).isEqualTo("/");
    }

    @Test
    void parameterNamesHaveAnyCaseAndTheFirstValueCounts() throws HdfsException {
        DataRequest request = request("/a", "OP=open&User.Name=al+ice&offset=7&offset=8&empty");
        assertThat(request.op()).isEqualTo("OPEN");
        assertThat(request.user()).isEqualTo("al ice");
        assertThat(request.number("offset", 0)).isEqualTo(7);
        assertThat(request.number("empty", 3)).isEqualTo(3);
    }

    @Test
    void theWordNullIsNoValue() throws HdfsException {
        DataRequest request = request("/a", "offset=null&length=null&overwrite=null&permission=null&user.name=null");
        assertThat(request.number("offset", 3)).isEqualTo(3);
        assertThat(request.positive("length", 4, 9)).isEqualTo(4);
        assertThat(request.flag("overwrite", true)).isTrue();
        assertThat(request.permission("permission", 0644)).isEqualTo(0644);
        assertThat(request.user()).isEqualTo("dr.who");
    }

    @Test
    void whatMustBePositiveIsNotZero() throws HdfsException {
        DataRequest request = request("/a", "replication=0&blocksize=10");
        refused(() -> request.positive("replication", 0, 10), ErrorCode.ILLEGAL_ARGUMENT);
        refused(() -> request.positive("blocksize", 0, 9), ErrorCode.ILLEGAL_ARGUMENT);
        assertThat(request.positive("blocksize", 0, 10)).isEqualTo(10);
    }

    @Test
    void flagsOfACreationAreReadWithOverwrite() throws HdfsException {
        assertThat(request("/a", "op=CREATE&createflag=create,sync_block&overwrite=true")
                        .createFlags())
                .containsExactly(WebHdfsCreateFlag.CREATE, WebHdfsCreateFlag.OVERWRITE, WebHdfsCreateFlag.SYNC_BLOCK);
        refused(() -> request("/a", "createflag=CREATE,BOGUS").createFlags(), ErrorCode.ILLEGAL_ARGUMENT);
        refused(
                () -> request("/a", "createflag=APPEND&overwrite=true").createFlags(),
                ErrorCode.HADOOP_ILLEGAL_ARGUMENT);
    }

    @Test
    void nobodyIsDrWho() throws HdfsException {
        assertThat(request("/a", "op=OPEN").user()).isEqualTo("dr.who");
        assertThat(request("/a", "op=OPEN&user.name=a&doas=").user()).isEqualTo("a");
    }

    @Test
    void nobodyActsForOthers() {
        refused(() -> request("/a", "op=OPEN&user.name=a&DoAs=b"), ErrorCode.AUTHORIZATION);
    }

    @Test
    void refusesWhatItCannotRead() throws HdfsException {
        refused(() -> request("/a%zz", "op=OPEN"), ErrorCode.ILLEGAL_ARGUMENT);
        refused(() -> request("/a%C3", "op=OPEN"), ErrorCode.ILLEGAL_ARGUMENT);
        refused(() -> request("/a/../b", "op=OPEN"), ErrorCode.INVALID_PATH);
        refused(() -> request("/a%2F..%2Fb", "op=OPEN"), ErrorCode.INVALID_PATH);
        refused(() -> request("/a%00", "op=OPEN"), ErrorCode.INVALID_PATH);
        refused(() -> request("/a", "&=".repeat(1).concat("a=1&".repeat(5))).op(), ErrorCode.UNSUPPORTED_OPERATION);
        DataRequest bad = request("/a", "offset=-1&length=x&overwrite=maybe&permission=2777");
        refused(() -> bad.number("offset", 0), ErrorCode.ILLEGAL_ARGUMENT);
        refused(() -> bad.number("length", 0), ErrorCode.ILLEGAL_ARGUMENT);
        refused(() -> bad.flag("overwrite", false), ErrorCode.ILLEGAL_ARGUMENT);
        refused(() -> bad.permission("permission", 0), ErrorCode.ILLEGAL_ARGUMENT);
    }

    private interface Call {
        Object run() throws HdfsException;
    }

    private static void refused(Call call, ErrorCode code) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
