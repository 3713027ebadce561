package dev.cairnfs.client.read;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.LocatedBlock;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all DataNodes of a block that is being written how much of it readers may see; the largest answer counts, because
 * acknowledgements come to one after the other, and what one of them has shown must be there for everybody
 * (decision 0111). Used by one thread, for one block.
 */
final class VisibleLengths {
    private static final Logger LOG = LoggerFactory.getLogger(VisibleLengths.class);

    private final LocatedBlock block;
    private final ReadContext context;
    /** Those that nobody has time to wait for as long as another one answers. */
    private final List<BlockLocation> silent = new ArrayList<>();

    private long largest = -1;
    private int absent;
    private @Nullable IOException failure;

    private VisibleLengths(LocatedBlock block, ReadContext context) {
        this.block = block;
        this.context = context;
    }

    /**
     * How many bytes of a block readers may see.
     *
     * @throws IOException when no DataNode can say it
     */
    static long largest(LocatedBlock block, ReadContext context) throws IOException {
        if (block.locations().isEmpty()) {
            // The NameNode names even those that are only expected to have it: none means that it has started since,
            // or lost them all, and that nobody can say what readers were shown before.
            throw new IOException("no DataNode has reported it");
        }
        VisibleLengths asked = new VisibleLengths(block, context);
        asked.askAllAtOnce();
        asked.askTheSilent();
        return asked.result();
    }

    private void askAllAtOnce() {
        Duration patience = context.transfer().settings().lengthPatience();
        List<LengthQuestion> questions = new ArrayList<>();
        try {
            for (BlockLocation location : block.locations()) {
                if (context.suspects().isSilent(location, System.nanoTime())) {
                    silent.add(location);
                } else {
                    ask(location, patience, questions);
                }
            }
            questions.forEach(question -> hear(question, patience));
        } finally {
            questions.forEach(LengthQuestion::close);
        }
    }

    /** One after the other, with all the time that they may take, until one answers. */
    private void askTheSilent() {
        Duration patience = context.transfer().settings().socketTimeout();
        for (BlockLocation location : List.copyOf(silent)) {
            List<LengthQuestion> question = new ArrayList<>();
            if (largest < 0) {
                ask(location, patience, question);
            }
            question.forEach(asked -> hear(asked, patience));
        }
    }

    private void ask(BlockLocation location, Duration patience, List<LengthQuestion> asked) {
        try {
            asked.add(LengthQuestion.ask(context, block.block(), location, patience));
        } catch (IOException unreached) {
            failed(location, unreached);
        }
    }

    private void hear(LengthQuestion question, Duration patience) {
        try {
            largest = Math.max(largest, question.answer(patience));
        } catch (IOException e) {
            failed(question.location(), e);
        }
    }

    private void failed(BlockLocation location, IOException reason) {
        LOG.info(
                "no length of {} from {}: {}",
                block.block(),
                location.datanode().transferAddress(),
                reason.toString());
        if (reason instanceof HdfsException refused) {
            absent += refused.code() == ErrorCode.REPLICA_NOT_FOUND ? 1 : 0;
        } else {
            context.suspects().add(location, System.nanoTime(), reason);
            if (reason instanceof SocketTimeoutException) {
                silent.add(location);
            }
        }
        IOException before = failure;
        if (before != null) {
            reason.addSuppressed(before);
        }
        failure = reason;
    }

    private long result() throws IOException {
        if (largest >= 0) {
            return largest;
        }
        IOException reason = failure;
        if (reason == null) {
            throw new IllegalStateException("no location was asked");
        }
        if (absent == block.locations().size() && block.block().block().numBytes() == 0) {
            // Its pipeline does not stand yet: nobody has written to it.
            return 0;
        }
        // What is known of it was written, and shown: it is on other DataNodes than those that are named now.
        throw reason;
    }
}
