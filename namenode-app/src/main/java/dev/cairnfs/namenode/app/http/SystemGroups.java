package dev.cairnfs.namenode.app.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups from the operating system ({@code id -Gn}), remembered for a while. A user whom the system does not know has
 * none. Runs on request threads, so a slow answer delays only its caller.
 */
public final class SystemGroups implements GroupMapping {
    private static final Logger LOG = LoggerFactory.getLogger(SystemGroups.class);
    private static final int CACHED_USERS_MAX = 10_000;
    private static final int OUTPUT_BYTES_MAX = 64 << 10;
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);

    private record Entry(Set<String> groups, long expiresNanos) {}

    private final Map<String, Entry> cache = new ConcurrentHashMap<>();
    private final long ttlNanos;
    private final LongSupplier nanoClock;

    public SystemGroups(Duration ttl, LongSupplier nanoClock) {
        this.ttlNanos = ttl.toNanos();
        this.nanoClock = nanoClock;
    }

    @Override
    public Set<String> groupsOf(String user) {
        long now = nanoClock.getAsLong();
        Entry known = cache.get(user);
        if (known != null && known.expiresNanos() - now > 0) {
            return known.groups();
        }
        Set<String> groups = ask(user);
        if (cache.size() >= CACHED_USERS_MAX) {
            // Anybody may send any name: the cache must not grow with them.
            cache.clear();
        }
        cache.put(user, new Entry(groups, now + ttlNanos));
        return groups;
    }

    private static Set<String> ask(String user) {
        try {
            // "--" because a user name may begin with a dash on some systems; no shell is involved.
            Process process = new ProcessBuilder("id", "-Gn", "--", user)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                byte[] output = process.getInputStream().readNBytes(OUTPUT_BYTES_MAX);
                if (!process.waitFor(COMMAND_LIMIT.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                    return Set.of();
                }
                String line = new String(output, StandardCharsets.UTF_8).strip();
                return line.isEmpty()
                        ? Set.of()
                        : Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(line.split("\\s+", -1))));
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            LOG.warn("cannot ask the operating system for the groups of {}", user, e);
            return Set.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Set.of();
        }
    }
}
