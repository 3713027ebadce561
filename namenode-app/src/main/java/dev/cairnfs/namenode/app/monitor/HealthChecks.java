package dev.cairnfs.namenode.app.monitor;

import dev.cairnfs.namenode.app.core.CoreSnapshot;
import dev.cairnfs.namenode.app.core.JournalState;
import dev.cairnfs.namenode.app.core.NameNodeDoor;
import dev.cairnfs.shared.error.HdfsException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** What the health groups are made of. Safe mode makes a NameNode unwritable, never unready: DataNodes must reach it. */
public final class HealthChecks {
    private HealthChecks() {}

    /** Liveness: the journal can be written. A journal that cannot ends the process, so this is about being wedged. */
    public static HealthIndicator journal(NameNodeDoor nameNode) {
        return () -> {
            JournalState journal = nameNode.journal();
            Health.Builder health = journal.directories().isEmpty() ? Health.down() : Health.up();
            return health.withDetail("durableTransactionId", journal.durableTransactionId())
                    .withDetail("failedDirectories", journal.failedDirectories())
                    .build();
        };
    }

    /** Writable: active, and not in safe mode. */
    public static HealthIndicator writable(NameNodeDoor nameNode) {
        return () -> {
            try {
                CoreSnapshot snapshot = nameNode.snapshot();
                Health.Builder health = snapshot.safeMode().on() ? Health.outOfService() : Health.up();
                return health.withDetail("safeMode", snapshot.safeMode().on())
                        .withDetail("reason", snapshot.safeMode().reason())
                        .build();
            } catch (HdfsException e) {
                return Health.down()
                        .withDetail("reason", String.valueOf(e.getMessage()))
                        .build();
            }
        };
    }

    /** Active: this NameNode is the one that decides; so far there is no other. */
    public static HealthIndicator active() {
        return () -> Health.up().withDetail("role", "active").build();
    }
}
