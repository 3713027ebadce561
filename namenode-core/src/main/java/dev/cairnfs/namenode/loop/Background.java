package dev.cairnfs.namenode.loop;

import java.util.ArrayDeque;

/** Long work in pieces: each piece goes to the end of the line until it is done. */
final class Background {
    /** A piece of long work; true when all of it is done. */
    @FunctionalInterface
    interface Piece {
        boolean advance();
    }

    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();

    void add(Piece piece) {
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
