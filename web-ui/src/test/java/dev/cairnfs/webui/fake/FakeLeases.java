package dev.cairnfs.webui.fake;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockConstructionState;
import dev.cairnfs.shared.model.BlockRecoveryStatus;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.model.OpenBlock;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.webui.LeasesView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Open files in every state that a lease can have. Every method is synchronized. */
public final class FakeLeases {
    /** Past the hard limit, its last block committed, with a name that breaks careless consoles. */
    public static final String ODD = "/tmp/it's \"late\"; 100% é+日本?#.log";

    /** Its last block may be on a DataNode that is dead. */
    public static final String STALLED = "/user/ada/abandoned.avro";

    /** Its last block is being recovered. */
    public static final String RECOVERING = "/tmp/recovering.bin";

    /** Past the soft limit. */
    public static final String SILENT = "/tmp/slow%20writer #1.csv";

    /** Its writer is at work. */
    public static final String WRITTEN = "/tmp/open.log";

    /** Just created. */
    public static final String EMPTY = "/tmp/new.log";

    static final LeasesView.Limits LIMITS = new LeasesView.Limits(60_000, 1_200_000);

    private final Map<String, LeaseInfo> byPath = new LinkedHashMap<>();

    FakeLeases() {
        put(ODD, "DFSClient_NONMAPREDUCE_-1170_41", "10.0.3.17", 1_312_000, BlockConstructionState.COMMITTED, null);
        put(
                SILENT,
                "DFSClient_attempt_0003_m_000012",
                "10.0.3.21",
                184_000,
                BlockConstructionState.UNDER_CONSTRUCTION,
                null);
        put(WRITTEN, "DFSClient_NONMAPREDUCE_892_1", "", 12_400, BlockConstructionState.UNDER_CONSTRUCTION, null);
        byPath.put(EMPTY, new LeaseInfo(EMPTY, 1005, "DFSClient_NONMAPREDUCE_893_1", "10.0.3.4", 2_000, null));
        recover(
                RECOVERING,
                "10.0.3.8",
                new BlockRecoveryStatus(1_009, "dn2.example:9866", 2, 31_000, false, List.of()));
        recover(
                STALLED,
                "10.0.3.9",
                new BlockRecoveryStatus(
                        0, "", 0, 5_412_000, true, List.of("dn4.example:9866 (0b6f4d2e-55aa-4c1e-9f00-000000000004)")));
    }

    private void put(
            String path,
            String holder,
            String machine,
            long age,
            BlockConstructionState state,
            @Nullable BlockRecoveryStatus recovery) {
        long id = 1_073_741_825L + byPath.size();
        OpenBlock last = new OpenBlock(new Block(id, 1_004, 0), state, 0, recovery);
        byPath.put(path, new LeaseInfo(path, 1_000 + byPath.size(), holder, machine, age, last));
    }

    private void recover(String path, String machine, BlockRecoveryStatus recovery) {
        put(path, LeasesView.RECOVERY_HOLDER, machine, 1_000, BlockConstructionState.UNDER_RECOVERY, recovery);
    }

    synchronized List<LeaseInfo> all() {
        return new ArrayList<>(byPath.values());
    }

    public synchronized Optional<LeaseInfo> of(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    synchronized boolean recover(HdfsPath path) throws HdfsException {
        LeaseInfo lease = byPath.get(path.toString());
        OpenBlock last = lease == null ? null : lease.lastBlock();
        if (lease == null || last == null) {
            byPath.remove(path.toString());
            return true;
        }
        if (last.state() == BlockConstructionState.COMMITTED) {
            throw new HdfsException(
                    ErrorCode.ALREADY_BEING_CREATED, "Committed blocks are waiting to be minimally replicated.");
        }
        recover(
                lease.path(),
                lease.clientMachine(),
                new BlockRecoveryStatus(1_010, "dn1.example:9866", 1, 0, false, List.of()));
        return false;
    }
}
