package dev.cairnfs.simulation.net;

import dev.cairnfs.simulation.runtime.Kernel;
import dev.cairnfs.simulation.runtime.OsProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Hosts and what lies between them. A direction between two hosts can be cut: what is sent waits, and is sent again until
 * the direction is whole; who waits for it runs into a time-out.
 */
public final class Network {
    private static final int RETRANSMIT_MILLIS = 400;
    private static @Nullable Network current;

    private final Kernel kernel;
    private final Map<String, Listener> listeners = new TreeMap<>();
    private final Set<String> downHosts = new TreeSet<>();
    private final Set<String> cuts = new TreeSet<>();
    private final Set<String> cutOff = new TreeSet<>();
    // One end of each, in the order in which they were opened; some are over.
    private final List<Endpoint> connections = new ArrayList<>();
    private int slowPerMille;
    private int lossPerMille;
    private long faultsMet;

    /** Who takes connections at an address. */
    interface Listener {
        OsProcess process();

        void accept(Endpoint endpoint);
    }

    public Network(Kernel kernel) {
        this.kernel = kernel;
    }

    /** From now on the sockets of woven classes are here. */
    public void install() {
        current = this;
    }

    static Network get() {
        Network network = current;
        if (network == null) {
            throw new IllegalStateException("no network is simulated");
        }
        return network;
    }

    Kernel kernel() {
        return kernel;
    }

    // What goes wrong.

    /** How often something takes very long, and how often a message or its answer is lost, of a thousand times each. */
    public void setTrouble(int slow, int loss) {
        slowPerMille = slow;
        lossPerMille = loss;
    }

    /** Nothing that is sent from one host reaches the other. */
    public void cut(String from, String to) {
        cuts.add(from + ">" + to);
    }

    public void heal() {
        cuts.clear();
    }

    /** Whether nothing goes from and to a host for now. */
    public void setCutOff(String host, boolean off) {
        if (off) {
            cutOff.add(host);
        } else {
            cutOff.remove(host);
        }
    }

    public boolean isCut(String from, String to) {
        return cuts.contains(from + ">" + to) || (!from.equals(to) && (cutOff.contains(from) || cutOff.contains(to)));
    }

    /** A host without power answers nothing. */
    public void setDown(String host, boolean down) {
        if (down) {
            downHosts.add(host);
        } else {
            downHosts.remove(host);
        }
    }

    public boolean isDown(String host) {
        return downHosts.contains(host);
    }

    /** How often a message was lost or held up. */
    public long faultsMet() {
        return faultsMet;
    }

    void metFault() {
        faultsMet++;
    }

    /** Whether a message that is sent now arrives. */
    public boolean arrives(String from, String to) {
        boolean lost = isCut(from, to) || isDown(to) || kernel.chance(lossPerMille);
        if (lost) {
            faultsMet++;
        }
        return !lost;
    }

    /** How long something is on its way. */
    public long delay() {
        if (kernel.chance(slowPerMille)) {
            faultsMet++;
            return 1L + kernel.random().nextInt(kernel.chance(200) ? 30_000 : 1000);
        }
        return kernel.random().nextInt(3);
    }

    /**
     * Breaks any one connection, as a failing middlebox does.
     *
     * @return the hosts at its ends; none when there is no connection
     */
    public List<String> resetAny() {
        connections.removeIf(Endpoint::isOver);
        if (connections.isEmpty()) {
            return List.of();
        }
        faultsMet++;
        Endpoint broken = connections.get(kernel.random().nextInt(connections.size()));
        broken.breakOff();
        return List.of(broken.owner().host(), broken.peerHost());
    }

    // Connections.

    void listen(String address, Listener listener) {
        listeners.put(address, listener);
        listener.process().atDeath(() -> listeners.remove(address, listener));
    }

    void stopListening(String address, Listener listener) {
        listeners.remove(address, listener);
    }

    /** Hears how an attempt to connect ends; a time-out is the caller's. */
    interface Connecting {
        boolean isWanted();

        void connected(Endpoint endpoint);

        void refused();
    }

    /** Tries to connect until it works, is refused, or is not wanted any more. */
    void connect(OsProcess from, String host, int port, Connecting attempt) {
        kernel.scheduler().after(delay(), () -> arrive(from, host, port, attempt));
    }

    private void arrive(OsProcess from, String host, int port, Connecting attempt) {
        if (!from.isAlive() || !attempt.isWanted()) {
            return;
        }
        if (isDown(host) || isCut(from.host(), host) || isCut(host, from.host())) {
            faultsMet++;
            kernel.scheduler().after(RETRANSMIT_MILLIS, () -> arrive(from, host, port, attempt));
            return;
        }
        Listener listener = listeners.get(host + ":" + port);
        if (listener == null || !listener.process().isAlive()) {
            kernel.scheduler()
                    .after(
                            delay(),
                            () -> from.runIn(null, () -> {
                                if (attempt.isWanted()) {
                                    attempt.refused();
                                }
                            }));
            return;
        }
        Endpoint mine = new Endpoint(this, from);
        Endpoint theirs = new Endpoint(this, listener.process());
        mine.join(theirs);
        connections.removeIf(Endpoint::isOver);
        connections.add(mine);
        listener.process().runIn(null, () -> listener.accept(theirs));
        kernel.scheduler()
                .after(
                        delay(),
                        () -> from.runIn(null, () -> {
                            if (attempt.isWanted()) {
                                attempt.connected(mine);
                            } else {
                                mine.close();
                            }
                        }));
    }

    static int retransmitMillis() {
        return RETRANSMIT_MILLIS;
    }
}
