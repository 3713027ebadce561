package dev.cairnfs.datanode.app.webhdfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.client.write.CreateFlag;
import dev.cairnfs.shared.web.WebHdfsCreateFlag;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class CreateOperationTest {
    @Test
    void theClientCarriesOutWhatAWriterCan() {
        assertThat(CreateOperation.ofTheClient(EnumSet.allOf(WebHdfsCreateFlag.class)))
                .containsExactlyInAnyOrder(
                        CreateFlag.SYNC_BLOCK,
                        CreateFlag.NO_LOCAL_WRITE,
                        CreateFlag.IGNORE_CLIENT_LOCALITY,
                        CreateFlag.NO_LOCAL_RACK);
        assertThat(CreateOperation.ofTheClient(EnumSet.of(WebHdfsCreateFlag.CREATE, WebHdfsCreateFlag.OVERWRITE)))
                .isEmpty();
    }
}
