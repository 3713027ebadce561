package dev.cairnfs.client;

import dev.cairnfs.client.write.CreateFlag;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a file is written on at its end.
 *
 * @param progress hears how many further bytes all DataNodes have acknowledged; called in the writer's thread
 * @param favoredNodes DataNodes ({@code host:transferPort}) that should get the new blocks, if they can
 * @param flags any of them
 */
public record AppendOptions(@Nullable LongConsumer progress, List<String> favoredNodes, Set<CreateFlag> flags) {
    /** On in the last block, where it is not full. */
    public static final AppendOptions STANDARD = new AppendOptions(null, List.of(), Set.of());

    public AppendOptions {
        favoredNodes = List.copyOf(favoredNodes);
        flags = Set.copyOf(flags);
    }

    public AppendOptions withProgress(LongConsumer value) {
        return new AppendOptions(value, favoredNodes, flags);
    }

    public AppendOptions withFavoredNodes(List<String> value) {
        return new AppendOptions(progress, value, flags);
    }

    public AppendOptions withFlags(Set<CreateFlag> value) {
        return new AppendOptions(progress, favoredNodes, value);
    }
}
