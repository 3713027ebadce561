package dev.cairnfs.api;

import dev.cairnfs.shared.model.OpenBlock;
import org.jspecify.annotations.Nullable;

/**
 * GET /api/v1/leases: a file that is open for writing; those whose writer was silent longest come first. Holder and
 * machine are withheld from all but superusers: the name of a holder is all that a writer proves himself with.
 *
 * @param holder the client's name; empty when it is withheld
 * @param clientMachine host or address of the writer; empty when unknown or withheld
 * @param ageMillis milliseconds since the holder renewed last
 * @param softLimitMillis past this age another writer may take the file over
 * @param hardLimitMillis past this age the NameNode closes the file itself
 * @param lastBlock null for a file without blocks
 */
public record LeaseDescription(
        String path,
        long fileId,
        String holder,
        String clientMachine,
        long ageMillis,
        long softLimitMillis,
        long hardLimitMillis,
        @Nullable OpenBlock lastBlock) {}
