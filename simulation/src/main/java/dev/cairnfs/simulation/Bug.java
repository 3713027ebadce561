package dev.cairnfs.simulation;

import org.jspecify.annotations.Nullable;

/**
 * A bug that can be put into the product: see {@code docs/RELIABILITY-MUTATIONS.md}. The product's code is clean of it; it
 * is put in while the class is loaded.
 *
 * @param name short, for the command line
 * @param story what bug of HDFS it is like, in a few words
 * @param owner the class, by its internal name
 * @param method where
 * @param callee owner and name of the calls that are left out, as {@code a/b/C.name}; null when all of the method is
 * @param answer what the call or method answers instead
 */
record Bug(
        String name,
        String story,
        String owner,
        String method,
        @Nullable String callee,
        long answer) {}
