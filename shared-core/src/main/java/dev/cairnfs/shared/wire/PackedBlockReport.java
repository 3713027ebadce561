package dev.cairnfs.shared.wire;

import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;

/**
 * A checked full block report in its packed form. It stays packed, so that a report of a million replicas costs a few
 * megabytes while it is applied slice by slice.
 *
 * <p>Immutable; any thread. Made by {@link BlockReportCodec#decode}, which has checked every entry.
 */
public final class PackedBlockReport {
    private final String storageId;
    private final int count;
    private final byte[] bytes;
    private final int from;

    PackedBlockReport(String storageId, int count, byte[] bytes, int from) {
        this.storageId = storageId;
        this.count = count;
        this.bytes = bytes;
        this.from = from;
    }

    /** The storage whose replicas these are. */
    public String storageId() {
        return storageId;
    }

    /** How many replicas the report lists. */
    public int count() {
        return count;
    }

    /** Begins at the first replica. A cursor belongs to one thread. */
    public Cursor cursor() {
        return new Cursor(bytes, from, count);
    }

    /** Walks the replicas in ascending order of their block ids, without an object for each. */
    public static final class Cursor {
        private final VarintInput in;
        private int left;
        private long blockId;
        private long generationStamp;
        private long numBytes;
        private int stateCode;

        Cursor(byte[] bytes, int from, int count) {
            this.in = new VarintInput(bytes, from, bytes.length);
            this.left = count;
        }

        /** Moves to the next replica, if there is one; before the first call there is no current replica. */
        public boolean next() {
            if (left == 0) {
                return false;
            }
            left--;
            blockId += in.readVarint();
            generationStamp += VarintInput.zigzag(in.readVarint());
            long lengthAndState = in.readVarint();
            numBytes += VarintInput.zigzag(lengthAndState >>> BlockReportCodec.STATE_BITS);
            stateCode = (int) (lengthAndState & BlockReportCodec.STATE_MASK);
            return true;
        }

        public long blockId() {
            return blockId;
        }

        public long generationStamp() {
            return generationStamp;
        }

        /** Length of the replica's data in bytes. */
        public long numBytes() {
            return numBytes;
        }

        public ReplicaState state() {
            return ReplicaState.ofCode(stateCode);
        }

        public Block block() {
            return new Block(blockId, generationStamp, numBytes);
        }

        int stateCode() {
            return stateCode;
        }

        int position() {
            return in.position();
        }
    }
}
