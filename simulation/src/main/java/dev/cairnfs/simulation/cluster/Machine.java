package dev.cairnfs.simulation.cluster;

import dev.cairnfs.datanode.DataNode;
import dev.cairnfs.datanode.DataNodeConfig;
import dev.cairnfs.datanode.transfer.TransferConfig;
import dev.cairnfs.datanode.volume.DiskSync;
import dev.cairnfs.datanode.volume.SpaceProbe;
import dev.cairnfs.datanode.volume.StoreConfig;
import dev.cairnfs.datanode.volume.VolumeSpec;
import dev.cairnfs.simulation.disk.SimulatedDisk;
import dev.cairnfs.simulation.runtime.OsProcess;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A DataNode's machine: two disks, and one process of the real DataNode after the other. */
final class Machine {
    private static final int TRANSFER_PORT = 9866;
    private static final int HTTP_PORT = 9864;
    private static final int LONG_AWAY_MILLIS = 250_000;
    private static final long DISK_BYTES = 64 << 20;

    private final Site site;
    private final String host;
    private final List<SimulatedDisk> disks;
    private @Nullable OsProcess process;
    private @Nullable DataNode node;
    private boolean restartPlanned;

    Machine(Site site, int index) {
        this.site = site;
        this.host = "10.0.1." + index;
        this.disks =
                List.of(new SimulatedDisk(site.kernel(), DISK_BYTES), new SimulatedDisk(site.kernel(), DISK_BYTES));
    }

    String host() {
        return host;
    }

    List<SimulatedDisk> disks() {
        return disks;
    }

    boolean isUp() {
        return process != null;
    }

    /** Starts the DataNode's process, if the machine has power and none runs. */
    void start() {
        if (process != null || site.network().isDown(host)) {
            return;
        }
        site.log().add(host, "starts");
        OsProcess started = new OsProcess(site.kernel(), host, "DataNode");
        process = started;
        started.atDeath(() -> died(started));
        started.spawn("main", () -> run(started));
    }

    private void run(OsProcess self) {
        try {
            DataNode opened = DataNode.open(
                    config(), new LinkedNameNodePort(new NameNodeLink(site, host)), reason -> exit(self, reason));
            node = opened;
            site.log().add(host, "is " + opened.identity().datanodeUuid());
            opened.start(HTTP_PORT);
        } catch (IOException e) {
            exit(self, "cannot start: " + e);
        }
    }

    private DataNodeConfig config() {
        // The real one asks the machine on which the simulator runs for the size of its disk.
        SpaceProbe space = directory -> {
            SimulatedDisk disk = disks.get(directory.toString().equals("/0") ? 0 : 1);
            return new SpaceProbe.Space(disk.totalBytes(), disk.freeBytes());
        };
        StoreConfig store = new StoreConfig(
                List.of(
                        new VolumeSpec(disks.get(0).path("/0"), "DISK"),
                        new VolumeSpec(disks.get(1).path("/1"), "DISK")),
                1,
                true,
                0,
                DiskSync.REAL,
                space);
        return new DataNodeConfig(
                store, TransferConfig.of(host, TRANSFER_PORT), host, "/rack-" + host.charAt(host.length() - 1), "sim");
    }

    /** The DataNode gives up, as its process does by ending. */
    private void exit(OsProcess self, String reason) {
        site.log().add(host, "gives up: " + reason);
        self.kill();
        site.kernel().checkAlive();
    }

    private void died(OsProcess which) {
        if (process == which) {
            process = null;
            node = null;
            disks.forEach(SimulatedDisk::killed);
            restartLater(20_000);
        }
    }

    private void restartLater(int maxMillis) {
        if (!restartPlanned) {
            restartPlanned = true;
            // Some are away for so long that they count as dead, and files are recovered without them.
            site.world().soon(site.world().chance(15) ? LONG_AWAY_MILLIS : maxMillis, () -> {
                restartPlanned = false;
                site.network().setDown(host, false);
                start();
            });
        }
    }

    /** kill -9. */
    void kill() {
        OsProcess running = process;
        if (running != null) {
            site.log().add(host, "is killed");
            running.kill();
        }
    }

    /** Stops the DataNode in order, as an operator does; its process ends when that is done, and is started again. */
    void stop() {
        OsProcess running = process;
        DataNode stopping = node;
        if (running != null && stopping != null) {
            site.log().add(host, "is stopped");
            running.spawn("stop", () -> {
                try {
                    stopping.close();
                } catch (IOException e) {
                    site.log().add(host, "stops with " + e);
                }
                running.kill();
                site.kernel().checkAlive();
            });
        }
    }

    /** The machine loses its power, and gets it back after a while. */
    void powerCut() {
        site.log().add(host, "loses power");
        site.network().setDown(host, true);
        OsProcess running = process;
        if (running != null) {
            running.kill();
        }
        disks.forEach(SimulatedDisk::powerCut);
        restartLater(60_000);
    }

    /** Disks are mended, for which the machine is switched off and on again. */
    void mendDisks() {
        powerCut();
        disks.forEach(SimulatedDisk::mend);
    }

    /** Nothing more goes wrong: the machine has power, and its DataNode runs with all its disks. */
    void repair() {
        disks.forEach(SimulatedDisk::endFaults);
        DataNode running = node;
        if (running != null && running.storages().size() < disks.size()) {
            // It has given up a disk that was full when it started.
            kill();
        }
        site.network().setDown(host, false);
        start();
    }
}
