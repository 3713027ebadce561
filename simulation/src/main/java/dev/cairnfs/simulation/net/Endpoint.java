package dev.cairnfs.simulation.net;

import dev.cairnfs.simulation.runtime.OsProcess;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One end of a connection: a stream of bytes each way, in order, each with a window. */
final class Endpoint {
    private static final int WINDOW_BYTES = 96 << 10;

    /** Hears what arrives; in events of the process that owns the end. */
    interface Receiver {
        void arrived(byte[] bytes);

        /** The other end has closed; nothing more comes. */
        void ended();

        void reset();

        /** The window was full, and is so no more. */
        void mayWrite();
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Item(long dueMillis, byte @Nullable [] bytes, boolean isReset) {}

    private final Network network;
    private final OsProcess owner;
    // What was sent and has not arrived at the peer.
    private final ArrayDeque<Item> onItsWay = new ArrayDeque<>();
    // What has arrived before anybody wanted it.
    private final ArrayDeque<byte[]> early = new ArrayDeque<>();
    private @Nullable Endpoint peer;
    private @Nullable Receiver receiver;
    private boolean pumping;
    private boolean closed;
    private boolean endArrived;
    private boolean broken;
    private boolean windowWasFull;
    private int outstanding;
    private long lastDue;

    Endpoint(Network network, OsProcess owner) {
        this.network = network;
        this.owner = owner;
        owner.atDeath(this::ownerDied);
    }

    void join(Endpoint other) {
        peer = other;
        other.peer = this;
    }

    private Endpoint other() {
        Endpoint there = peer;
        if (there == null) {
            throw new IllegalStateException("not connected");
        }
        return there;
    }

    OsProcess owner() {
        return owner;
    }

    String peerHost() {
        return other().owner.host();
    }

    /** Begins to hear, of what has come already too. */
    void setReceiver(Receiver hears) {
        receiver = hears;
        while (!early.isEmpty()) {
            hears.arrived(early.removeFirst());
        }
        if (broken) {
            hears.reset();
        } else if (endArrived) {
            hears.ended();
        }
    }

    boolean isWindowFull() {
        return outstanding >= WINDOW_BYTES;
    }

    boolean isBroken() {
        return broken || closed;
    }

    /** Nothing can be sent in either direction any more. */
    boolean isOver() {
        return isBroken()
                || !owner.isAlive()
                || other().isBroken()
                || !other().owner.isAlive();
    }

    /** @throws IOException when the connection is closed or broken */
    void send(byte[] bytes) throws IOException {
        network.kernel().checkAlive();
        if (broken) {
            throw new IOException("Connection reset by peer");
        }
        if (closed) {
            throw new IOException("Broken pipe");
        }
        outstanding += bytes.length;
        windowWasFull |= isWindowFull();
        put(bytes, false);
    }

    private void put(byte @Nullable [] bytes, boolean isReset) {
        lastDue = Math.max(lastDue, network.kernel().scheduler().nowMillis() + network.delay());
        onItsWay.add(new Item(lastDue, bytes, isReset));
        pumpAt(lastDue);
    }

    private void pumpAt(long dueMillis) {
        if (!pumping) {
            pumping = true;
            long now = network.kernel().scheduler().nowMillis();
            network.kernel().scheduler().after(Math.max(0, dueMillis - now), this::pump);
        }
    }

    private void pump() {
        pumping = false;
        Endpoint there = other();
        Item next = onItsWay.peek();
        while (next != null) {
            long now = network.kernel().scheduler().nowMillis();
            if (next.dueMillis() > now) {
                pumpAt(next.dueMillis());
                return;
            }
            if (network.isCut(owner.host(), there.owner.host()) || network.isDown(there.owner.host())) {
                network.metFault();
                pumpAt(now + Network.retransmitMillis());
                return;
            }
            onItsWay.removeFirst();
            there.deliver(next);
            next = onItsWay.peek();
        }
    }

    private void deliver(Item item) {
        if (!owner.isAlive() || closed) {
            // Nobody is there: the sender is told so, unless that is what it says itself.
            if (!item.isReset() && item.bytes() != null) {
                put(null, true);
            }
            return;
        }
        if (item.isReset()) {
            broken = true;
            onItsWay.clear();
            hear(Receiver::reset);
        } else if (item.bytes() == null) {
            endArrived = true;
            hear(Receiver::ended);
        } else {
            byte[] bytes = item.bytes();
            Receiver hears = receiver;
            network.kernel().trace().add(bytes.length);
            if (hears == null) {
                early.add(bytes);
            } else {
                owner.runIn(null, () -> hears.arrived(bytes));
            }
        }
    }

    private void hear(Consumer<Receiver> news) {
        Receiver hears = receiver;
        if (hears != null) {
            owner.runIn(null, () -> news.accept(hears));
        }
    }

    /** So many bytes were taken by whoever receives here: the sender may send as many more. */
    void consumed(int bytes) {
        Endpoint there = other();
        there.outstanding -= bytes;
        if (there.windowWasFull && !there.isWindowFull()) {
            there.windowWasFull = false;
            network.kernel().scheduler().after(network.delay(), () -> there.hear(Receiver::mayWrite));
        }
    }

    /** Ends it in order: what was sent still arrives. */
    void close() {
        if (!closed && owner.isAlive()) {
            closed = true;
            if (!broken && peer != null) {
                put(null, false);
            }
        }
    }

    /** Breaks it at once, as a failing middlebox does. */
    void breakOff() {
        if (!closed && !broken) {
            put(null, true);
            other().put(null, true);
        }
    }

    private void ownerDied() {
        if (closed || peer == null) {
            return;
        }
        closed = true;
        if (network.isDown(owner.host())) {
            // Without power nobody is told; what was sent is lost.
            onItsWay.clear();
        } else {
            put(null, network.kernel().random().nextBoolean());
        }
    }
}
