package dev.cairnfs.shared.wire;

/** Reads base-128 varints as protobuf writes them, never past the end it was given. */
final class VarintInput {
    private final byte[] bytes;
    private final int end;
    private int position;

    VarintInput(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.position = from;
        this.end = end;
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    /**
     * Reads one number.
     *
     * @throws IllegalArgumentException when the bytes end within the number, or it has more than 64 bits
     */
    long readVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position == end) {
                throw new IllegalArgumentException("the bytes end within a number");
            }
            byte next = bytes[position++];
            if (shift == 63 && (next & 0xFE) != 0) {
                break;
            }
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }

    /** Undoes zigzag: 0, -1, 1, -2 are written as 0, 1, 2, 3. */
    static long zigzag(long encoded) {
        return (encoded >>> 1) ^ -(encoded & 1);
    }
}
