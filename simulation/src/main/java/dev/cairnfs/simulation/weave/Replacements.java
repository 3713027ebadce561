package dev.cairnfs.simulation.weave;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which calls and classes are replaced by which. */
final class Replacements {
    private static final String RUNTIME = "dev/cairnfs/simulation/runtime/";
    private static final String NET = "dev/cairnfs/simulation/net/";
    static final String HOOKS = RUNTIME + "Hooks";

    /** A static method that is called instead. */
    record Target(String owner, String name, String descriptor) {}

    // By owner, name and descriptor of what is replaced.
    private static final Map<String, Target> STATIC = new TreeMap<>();
    private static final Map<String, Target> VIRTUAL = new TreeMap<>();
    private static final Map<String, String> CONSTRUCTED = new TreeMap<>();
    private static final Map<String, String> CONSTANTS = new TreeMap<>();

    static {
        ofStatic("java/lang/System", "nanoTime", "()J", "nanoTime");
        ofStatic("java/lang/System", "currentTimeMillis", "()J", "currentTimeMillis");
        ofStatic("java/time/Instant", "now", "()Ljava/time/Instant;", "now");
        ofStatic("java/util/UUID", "randomUUID", "()Ljava/util/UUID;", "randomUuid");
        ofStatic("java/lang/Math", "random", "()D", "randomDouble");
        ofStatic("java/lang/Thread", "currentThread", "()Ljava/lang/Thread;", "currentThread");
        ofStatic("java/lang/Thread", "interrupted", "()Z", "interrupted");
        ofStatic("java/lang/Thread", "sleep", "(J)V", "sleep");
        ofStatic("java/lang/Thread", "yield", "()V", "yieldNow");
        ofStatic("java/lang/Thread", "onSpinWait", "()V", "yieldNow");
        String support = "java/util/concurrent/locks/LockSupport";
        ofStatic(support, "park", "()V", "park");
        ofStatic(support, "parkNanos", "(J)V", "parkNanos");
        ofStatic(support, "parkNanos", "(Ljava/lang/Object;J)V", "parkNanos");
        ofStatic(support, "unpark", "(Ljava/lang/Thread;)V", "unpark");
        ofStatic("io/netty/channel/epoll/Epoll", "isAvailable", "()Z", "notAvailable");
        STATIC.put(
                "java/util/concurrent/ThreadLocalRandom.current()Ljava/util/concurrent/ThreadLocalRandom;",
                new Target(HOOKS, "random", "()Ljava/util/Random;"));
        STATIC.put(
                "java/util/concurrent/ConcurrentHashMap.newKeySet()"
                        + "Ljava/util/concurrent/ConcurrentHashMap$KeySetView;",
                new Target(HOOKS, "newKeySet", "()Ljava/util/Set;"));
        STATIC.put(
                "java/nio/channels/SocketChannel.open()Ljava/nio/channels/SocketChannel;",
                new Target(NET + "SimulatedSocketChannel", "openHere", "()Ljava/nio/channels/SocketChannel;"));

        ofVirtual("java/lang/Object", "wait", "()V", "await");
        ofVirtual("java/lang/Object", "wait", "(J)V", "await");
        ofVirtual("java/lang/Object", "notify", "()V", "wakeOne");
        ofVirtual("java/lang/Object", "notifyAll", "()V", "wakeAll");
        ofVirtual("java/lang/Thread", "join", "()V", "join");
        ofVirtual("java/lang/Thread", "join", "(J)V", "join");
        ofVirtual("java/lang/Thread", "isAlive", "()Z", "isAlive");
        ofVirtual("java/util/concurrent/TimeUnit", "sleep", "(J)V", "sleep");
        ofVirtual("java/util/concurrent/TimeUnit", "timedWait", "(Ljava/lang/Object;J)V", "timedWait");
        String timed = "(JLjava/util/concurrent/TimeUnit;)Ljava/lang/Object;";
        for (String future :
                new String[] {"Future", "CompletableFuture", "FutureTask", "ScheduledFuture", "RunnableFuture"}) {
            ofVirtual("java/util/concurrent/" + future, "get", "()Ljava/lang/Object;", "get", "Future");
            ofVirtual("java/util/concurrent/" + future, "get", timed, "get", "Future");
        }
        ofVirtual("java/util/concurrent/CompletableFuture", "join", "()Ljava/lang/Object;", "join");
        for (String queue : new String[] {"BlockingQueue", "ArrayBlockingQueue", "LinkedBlockingQueue"}) {
            ofVirtual("java/util/concurrent/" + queue, "take", "()Ljava/lang/Object;", "take", "BlockingQueue");
            ofVirtual("java/util/concurrent/" + queue, "poll", timed, "poll", "BlockingQueue");
            ofVirtual("java/util/concurrent/" + queue, "put", "(Ljava/lang/Object;)V", "put", "BlockingQueue");
        }
        for (String future : new String[] {
            "io/netty/util/concurrent/Future", "io/netty/channel/ChannelFuture", "io/netty/channel/ChannelPromise"
        }) {
            for (String name : new String[] {"sync", "syncUninterruptibly"}) {
                VIRTUAL.put(
                        future + "." + name + "()L" + future + ";",
                        new Target(
                                HOOKS, "sync", "(Lio/netty/util/concurrent/Future;)Lio/netty/util/concurrent/Future;"));
            }
        }

        construct("java/lang/Thread", RUNTIME + "SimulatedThread");
        construct("java/util/concurrent/ThreadPoolExecutor", RUNTIME + "SimulatedThreadPool");
        construct("java/util/concurrent/ScheduledThreadPoolExecutor", RUNTIME + "SimulatedTimers");
        construct("java/util/concurrent/locks/ReentrantLock", RUNTIME + "SimulatedLock");
        construct("java/util/concurrent/CountDownLatch", RUNTIME + "SimulatedLatch");
        construct("java/util/concurrent/Semaphore", RUNTIME + "SimulatedSemaphore");
        construct("java/net/Socket", NET + "SimulatedSocket");
        construct("java/security/SecureRandom", RUNTIME + "SimulatedSecureRandom");
        // Iterated in an order that does not depend on addresses.
        construct("java/util/HashMap", "java/util/LinkedHashMap");
        construct("java/util/HashSet", "java/util/LinkedHashSet");
        construct("io/netty/channel/MultiThreadIoEventLoopGroup", NET + "SimulatedLoopGroup");
        CONSTANTS.put("io/netty/channel/socket/nio/NioSocketChannel", NET + "SimulatedChannel");
        CONSTANTS.put("io/netty/channel/socket/nio/NioServerSocketChannel", NET + "SimulatedServerChannel");
    }

    /** What would escape from the simulation, and has no counterpart in it yet. */
    private static final Set<String> FORBIDDEN = new TreeSet<>(List.of(
            "java/net/ServerSocket",
            "java/net/DatagramSocket",
            "java/nio/channels/ServerSocketChannel",
            "java/nio/channels/DatagramChannel",
            "java/nio/channels/AsynchronousSocketChannel",
            "java/net/http/HttpClient",
            "java/util/Timer",
            "java/util/concurrent/Executors",
            "java/util/concurrent/ForkJoinPool",
            "java/util/concurrent/CyclicBarrier",
            "java/util/concurrent/Phaser",
            "java/util/concurrent/Exchanger",
            "java/util/concurrent/SynchronousQueue",
            "java/util/concurrent/locks/ReentrantReadWriteLock",
            "java/util/concurrent/locks/StampedLock",
            "java/lang/ProcessBuilder"));

    private Replacements() {}

    /** Refuses a class that must not be used where the simulator runs. */
    static void check(String type) {
        if (FORBIDDEN.contains(type)) {
            throw new IllegalStateException("the simulator has nothing in the place of " + type);
        }
    }

    private static void ofStatic(String owner, String name, String descriptor, String hook) {
        STATIC.put(owner + "." + name + descriptor, new Target(HOOKS, hook, descriptor));
    }

    private static void ofVirtual(String owner, String name, String descriptor, String hook) {
        VIRTUAL.put(
                owner + "." + name + descriptor, new Target(HOOKS, hook, "(L" + owner + ";" + descriptor.substring(1)));
    }

    private static void ofVirtual(String owner, String name, String descriptor, String hook, String receiver) {
        VIRTUAL.put(
                owner + "." + name + descriptor,
                new Target(HOOKS, hook, "(Ljava/util/concurrent/" + receiver + ";" + descriptor.substring(1)));
    }

    private static void construct(String type, String replacement) {
        CONSTRUCTED.put(type, replacement);
    }

    static @Nullable Target staticCall(String owner, String name, String descriptor) {
        return STATIC.get(owner + "." + name + descriptor);
    }

    static @Nullable Target virtualCall(String owner, String name, String descriptor) {
        return VIRTUAL.get(owner + "." + name + descriptor);
    }

    /** The class that is made instead; the same one where none is. */
    static String constructed(String type) {
        return CONSTRUCTED.getOrDefault(type, type);
    }

    /** The class that a class constant stands for. */
    static String constant(String type) {
        return CONSTANTS.getOrDefault(type, type);
    }

    /** Where methods of a class are really found. */
    static String receiver(String type) {
        return type.equals("java/util/concurrent/ThreadLocalRandom") ? "java/util/Random" : type;
    }
}
