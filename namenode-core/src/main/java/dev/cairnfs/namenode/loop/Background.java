package dev.cairnfs.namenode.loop;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.ArrayDeque;

/**
 * Long work in pieces: each piece goes to the end of the line until it is done. Callers' work is bounded; the few tasks of
 * the NameNode itself always find room.
 */
final class Background {
    /** A piece of long work; true when all of it is done. */
    @FunctionalInterface
    interface Piece {
        boolean advance();
    }

    private final int piecesMax;
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();

    Background(int piecesMax) {
        this.piecesMax = piecesMax;
    }

    /**
     * Takes on a caller's work.
     *
     * @throws HdfsException Retriable when too much is waiting
     */
    void add(Piece piece) throws HdfsException {
        if (pieces.size() >= piecesMax) {
            throw new HdfsException(
                    ErrorCode.RETRIABLE,
                    "The NameNode is busy with " + pieces.size() + " long operations: try again later");
        }
        pieces.addLast(piece);
    }

    /** Takes on a task of the NameNode's own, of which there is one at a time. */
    void addTask(Piece piece) {
        pieces.addLast(piece);
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    void runOne() {
        Piece piece = pieces.removeFirst();
        if (!piece.advance()) {
            pieces.addLast(piece);
        }
    }
}
