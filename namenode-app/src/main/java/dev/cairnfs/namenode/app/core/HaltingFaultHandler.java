package dev.cairnfs.namenode.app.core;

import dev.cairnfs.namenode.loop.FaultHandler;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process at once: no hook runs and nothing is undone. What was acknowledged is in the journal, and the next
 * start reads it.
 */
public final class HaltingFaultHandler implements FaultHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HaltingFaultHandler.class);
    private static final int EXIT_CODE = 1;

    private final AtomicBoolean halting = new AtomicBoolean();

    @Override
    public void fault(String what, Throwable cause) {
        if (halting.compareAndSet(false, true)) {
            try {
                LOG.error("The NameNode cannot go on: {}", what, cause);
            } finally {
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }
    }
}
