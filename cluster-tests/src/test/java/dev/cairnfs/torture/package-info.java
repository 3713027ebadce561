/**
 * Real processes under real faults: kill -9, power cuts, full disks, while ledgers note what was acknowledged and every
 * byte is checked against them. A program of its own ({@link dev.cairnfs.torture.Torture}), of which the tests run a bounded
 * part; its threads are named where they are started. See docs/RELIABILITY.md.
 */
@NullMarked
package dev.cairnfs.torture;

import org.jspecify.annotations.NullMarked;
