package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;

/** What someone wants to do with an inode; the names are HDFS's. */
public enum FsAction {
    NONE(0, "---"),
    EXECUTE(1, "--x"),
    WRITE(2, "-w-"),
    WRITE_EXECUTE(3, "-wx"),
    READ(4, "r--"),
    READ_EXECUTE(5, "r-x"),
    READ_WRITE(6, "rw-"),
    ALL(7, "rwx");

    private final int bits;
    private final String symbol;

    FsAction(int bits, String symbol) {
        this.bits = bits;
        this.symbol = symbol;
    }

    /** The form in listings and in CHECKACCESS, for example {@code r-x}. */
    public String symbol() {
        return symbol;
    }

    /** The permission bits, 0 to 7. */
    public int bits() {
        return bits;
    }

    /**
     * The action of a symbol.
     *
     * @throws HdfsException ({@link ErrorCode#ILLEGAL_ARGUMENT}) for anything but three of {@code r w x -} in place
     */
    public static FsAction ofSymbol(String symbol) throws HdfsException {
        for (FsAction action : values()) {
            if (action.symbol.equals(symbol)) {
                return action;
            }
        }
        throw new HdfsException(
                ErrorCode.ILLEGAL_ARGUMENT, "Invalid value for webhdfs parameter \"fsaction\": " + symbol);
    }

    /** Mode bits as {@code ls} shows them, the sticky bit as {@code t} or {@code T} in the last place. */
    static String symbolic(int mode) {
        String text = symbolOf(mode >> 6 & 7) + symbolOf(mode >> 3 & 7) + symbolOf(mode & 7);
        if ((mode & 01000) == 0) {
            return text;
        }
        return text.substring(0, 8) + ((mode & 1) == 0 ? 'T' : 't');
    }

    private static String symbolOf(int bits) {
        return ((bits & 4) == 0 ? "-" : "r") + ((bits & 2) == 0 ? "-" : "w") + ((bits & 1) == 0 ? "-" : "x");
    }
}
