package dev.cairnfs.namenode.loop;

import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.SoftEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something that the loop does again and again by its monotonic clock. Exactly one of event and command is there.
 *
 * @param event answers true when more is waiting: then it goes on as long work does, a piece at a time
 * @param command planned as the NameNode itself
 */
public record PeriodicTask(
        String name,
        Duration period,
        @Nullable SoftEvent<Boolean> event,
        @Nullable Command<?> command) {
    public static PeriodicTask soft(String name, Duration period, SoftEvent<Boolean> event) {
        return new PeriodicTask(name, period, event, null);
    }

    public static PeriodicTask command(String name, Duration period, Command<?> command) {
        return new PeriodicTask(name, period, null, command);
    }
}
