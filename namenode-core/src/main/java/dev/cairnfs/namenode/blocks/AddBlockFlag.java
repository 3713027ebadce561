package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Where a writer wants its block, by the names of HDFS's AddBlockFlagProto. */
public enum AddBlockFlag {
    /** Not on the writer's own node, if the others have room for all replicas. */
    NO_LOCAL_WRITE,
    /** As if nobody knew where the writer runs. */
    IGNORE_CLIENT_LOCALITY,
    /** Not on the writer's rack, if there are at least two others and they have room for all replicas. */
    NO_LOCAL_RACK;

    /**
     * The flags by their names.
     *
     * @throws HdfsException IllegalArgument for a name that is none
     */
    public static Set<AddBlockFlag> parse(List<String> names) throws HdfsException {
        Set<AddBlockFlag> flags = EnumSet.noneOf(AddBlockFlag.class);
        for (String name : names) {
            try {
                flags.add(valueOf(name));
            } catch (IllegalArgumentException e) {
                throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "Not a flag of addBlock: " + name, e);
            }
        }
        return flags;
    }
}
