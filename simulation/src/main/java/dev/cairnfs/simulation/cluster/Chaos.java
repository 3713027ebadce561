package dev.cairnfs.simulation.cluster;

import dev.cairnfs.simulation.disk.SimulatedDisk;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What goes wrong, and when. Which kinds of faults there are differs from seed to seed. */
final class Chaos {
    private final Site site;
    private final Ledger ledger;
    private final List<Machine> machines;
    private final List<Client> clients;
    private final int everyMillis;
    private final Map<String, Long> counts = new TreeMap<>();
    private final boolean power;
    private final boolean partitions;
    private final boolean disks;
    private final boolean nameNode;
    private boolean over;

    Chaos(Site site, Ledger ledger, List<Machine> machines, List<Client> clients, int everyMillis) {
        this.site = site;
        this.ledger = ledger;
        this.machines = machines;
        this.clients = clients;
        this.everyMillis = everyMillis;
        this.power = site.world().chance(60);
        this.partitions = site.world().chance(60);
        this.disks = site.world().chance(60);
        this.nameNode = site.world().chance(70);
        if (site.world().chance(60)) {
            ledger.disturbed();
            site.network()
                    .setTrouble(
                            site.world().random().nextInt(20),
                            site.world().random().nextInt(20));
        }
    }

    Map<String, Long> counts() {
        return counts;
    }

    void start() {
        site.world().soon(2 * everyMillis, () -> {
            if (!over) {
                strike();
                start();
            }
        });
    }

    /** Nothing more goes wrong, and what was broken is mended. */
    void end() {
        over = true;
        site.network().setTrouble(0, 0);
        site.network().heal();
        machines.forEach(machine -> site.network().setCutOff(machine.host(), false));
        clients.forEach(client -> site.network().setCutOff(client.host(), false));
        machines.forEach(this::mend);
        machines.forEach(Machine::repair);
    }

    private void count(String kind) {
        counts.merge(kind, 1L, Long::sum);
    }

    private Machine anyMachine() {
        return machines.get(site.world().random().nextInt(machines.size()));
    }

    private SimulatedDisk anyDisk(Machine machine) {
        return machine.disks().get(site.world().random().nextInt(machine.disks().size()));
    }

    private void strike() {
        int choice = site.world().random().nextInt(100);
        if (choice < 27 || choice >= 35) {
            ledger.disturbed();
        }
        if (choice < 22) {
            killDatanode();
        } else if (choice < 27) {
            stopDatanode();
        } else if (choice < 35) {
            count("client kill -9");
            clients.get(site.world().random().nextInt(clients.size())).kill();
        } else if (choice < 48) {
            if (power) {
                powerCut();
            }
        } else if (choice < 66) {
            if (partitions) {
                network();
            }
        } else if (choice < 84) {
            if (disks) {
                disk();
            }
        } else if (nameNode) {
            strikeNameNode();
        }
    }

    private void stopDatanode() {
        Machine machine = anyMachine();
        if (machine.isUp()) {
            count("DataNode restart in order");
            ledger.nodeFailed(machine.host(), false);
            machine.stop();
        }
    }

    private void killDatanode() {
        Machine machine = anyMachine();
        if (machine.isUp()) {
            ledger.nodeFailed(machine.host(), false);
            if (site.world().chance(50)) {
                count("DataNode kill -9");
                machine.kill();
            } else {
                count("DataNode kill -9 within a disk operation");
                anyDisk(machine).crashWithin(1 + site.world().random().nextInt(60));
            }
        }
    }

    private void powerCut() {
        if (site.world().chance(10)) {
            count("power cut of everything");
            machines.forEach(machine -> {
                ledger.nodeFailed(machine.host(), true);
                machine.powerCut();
            });
            site.nameNode().crash(true);
            return;
        }
        Machine machine = anyMachine();
        count("DataNode power cut");
        ledger.nodeFailed(machine.host(), true);
        machine.powerCut();
    }

    private void network() {
        int choice = site.world().random().nextInt(100);
        if (choice < 35) {
            resetConnections();
        } else if (choice < 55) {
            cutOff();
        } else {
            partition();
        }
    }

    /** Nobody reaches one host and it reaches nobody: mostly a writer, whose files others take meanwhile. */
    private void cutOff() {
        count("host cut off");
        String host = site.world().chance(70)
                ? clients.get(site.world().random().nextInt(clients.size())).host()
                : anyMachine().host();
        site.log().add("network", "cut off " + host);
        mayFail(host);
        site.network().setCutOff(host, true);
        site.world().soon(site.world().chance(50) ? 20_000 : 150_000, () -> {
            site.log().add("network", "is back: " + host);
            site.network().setCutOff(host, false);
        });
    }

    private void resetConnections() {
        for (int i = site.world().random().nextInt(4); i >= 0; i--) {
            List<String> ends = site.network().resetAny();
            if (!ends.isEmpty()) {
                count("connection reset");
                site.log().add("network", "reset " + ends);
                ends.forEach(this::mayFail);
            }
        }
    }

    /** If it is a DataNode, a pipeline may go on without it. */
    private void mayFail(String host) {
        if (machines.stream().anyMatch(machine -> machine.host().equals(host))) {
            ledger.nodeFailed(host, false);
        }
    }

    private void partition() {
        count("one-way partition");
        String from = anyHost();
        String to = anyHost();
        if (!from.equals(to)) {
            site.log().add("network", "cut " + from + " > " + to);
            site.network().cut(from, to);
            mayFail(from);
            mayFail(to);
            site.world().soon(site.world().chance(80) ? 20_000 : 150_000, () -> {
                site.log().add("network", "healed");
                site.network().heal();
            });
        }
    }

    private String anyHost() {
        int choice = site.world().random().nextInt(10);
        if (choice < 6) {
            return anyMachine().host();
        }
        return choice < 9
                ? clients.get(site.world().random().nextInt(clients.size())).host()
                : Site.NAME_NODE_HOST;
    }

    private void disk() {
        Machine machine = anyMachine();
        SimulatedDisk disk = anyDisk(machine);
        int choice = site.world().random().nextInt(10);
        if (choice < 6) {
            count("full disk");
            site.log().add(machine.host(), "has a full disk");
            disk.setForeignBytes(disk.totalBytes());
            site.world().soon(30_000, () -> disk.setForeignBytes(0));
        } else if (power && machines.stream().noneMatch(Chaos::hasBrokenDisk)) {
            // One at a time, as for a disk fails no more often than it can be replaced; what is mended loses its power.
            ledger.nodeFailed(machine.host(), true);
            if (choice < 8) {
                count("failed sync");
                site.log().add(machine.host(), "will fail to sync");
                disk.failNextSync();
            } else {
                count("broken disk");
                site.log().add(machine.host(), "has a broken disk");
                disk.breakDown();
            }
            site.world().soon(90_000, () -> mend(machine));
        }
    }

    private void mend(Machine machine) {
        if (machine.disks().stream().anyMatch(SimulatedDisk::isBroken)) {
            ledger.nodeFailed(machine.host(), true);
            machine.mendDisks();
        }
    }

    private static boolean hasBrokenDisk(Machine machine) {
        return machine.disks().stream().anyMatch(disk -> disk.isBroken() || disk.isFailingSync());
    }

    private void strikeNameNode() {
        int choice = site.world().random().nextInt(3);
        if (choice == 0) {
            count("NameNode kill -9");
            site.log().add("NameNode", "is killed");
            site.nameNode().crash(false);
        } else if (choice == 1) {
            count("NameNode power cut");
            site.log().add("NameNode", "loses power");
            site.nameNode().crash(true);
        } else {
            count("NameNode disk failure");
            site.nameNode().failDisk();
        }
    }
}
