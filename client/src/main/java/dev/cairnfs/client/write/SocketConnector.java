package dev.cairnfs.client.write;

import dev.cairnfs.client.pipeline.PipelineSetup;
import dev.cairnfs.client.transfer.DatanodeConnection;
import dev.cairnfs.client.transfer.TransferContext;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reaches DataNodes over their block-transfer ports. Thread-safe. */
public final class SocketConnector implements PipelineConnector {
    private static final Logger LOG = LoggerFactory.getLogger(SocketConnector.class);
    private static final int INPUT_CAPACITY = 4096;
    /** A copy that is slower than this is given up. */
    private static final long TRANSFER_BYTES_PER_SECOND = 1 << 20;
    /** The one that copies and the one that it copies to. */
    private static final int TRANSFER_NODES = 2;

    private final TransferContext context;
    private final DataChecksum checksum;

    public SocketConnector(TransferContext context, DataChecksum checksum) {
        this.context = context;
        this.checksum = checksum;
    }

    @Override
    public PipelineLink connect(PipelineSetup setup, WriteTarget target) throws IOException {
        return PipelineConnection.open(setup, target, checksum, context);
    }

    @Override
    public void transfer(ExtendedBlock block, BlockLocation source, BlockLocation target, WriteTarget file)
            throws IOException {
        try (DatanodeConnection connection = DatanodeConnection.open(source.datanode(), context, INPUT_CAPACITY)) {
            Duration timeout = context.settings()
                    .socketTimeout()
                    .plus(context.settings().timeoutPerNode().multipliedBy(TRANSFER_NODES))
                    .plusSeconds(file.blockSizeBytes() / TRANSFER_BYTES_PER_SECOND);
            connection.setTimeout(timeout);
            connection.send(DataTransferFrames.encodeOp(
                    DataTransferOp.TRANSFER_BLOCK,
                    DataTransferMessages.transferBlock(block, file.clientName(), List.of(target))));
            BlockOpResponseProto answer = connection.readMessage(BlockOpResponseProto.parser());
            if (answer.getStatus() != Status.SUCCESS) {
                throw new IOException("Failed to add a datanode: " + answer.getStatus() + " " + answer.getMessage());
            }
        }
    }

    @Override
    public boolean isLocal(BlockLocation node) {
        try {
            InetAddress address = InetAddress.getByName(node.datanode().host());
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            LOG.debug("{} is not known, and so taken for another machine", node.datanode(), e);
            return false;
        }
    }
}
