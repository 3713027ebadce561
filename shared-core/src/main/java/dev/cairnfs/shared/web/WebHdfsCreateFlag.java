package dev.cairnfs.shared.web;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The words of WebHDFS's parameter {@code createflag}: HDFS 3.5's CreateFlag, in its order, because refusals list them in
 * it. Both ends of the redirect read them here.
 */
public enum WebHdfsCreateFlag {
    /** Without it a file must be there already. */
    CREATE,
    /** Replaces a file that is there. */
    OVERWRITE,
    /** Of no effect where a file is created, but at odds with OVERWRITE. */
    APPEND,
    /** DataNodes sync each block when it ends. */
    SYNC_BLOCK,
    /** Allows memory in place of a disk; this version always writes to disk. */
    LAZY_PERSIST,
    /** Of no effect where a file is created. */
    NEW_BLOCK,
    /** No replica on the writer's own node where others have room. */
    NO_LOCAL_WRITE,
    /** Replicated and not erasure-coded; this version knows nothing else. */
    SHOULD_REPLICATE,
    /** As if nobody knew where the writer runs. */
    IGNORE_CLIENT_LOCALITY,
    /** No replica on the writer's rack where others have room. */
    NO_LOCAL_RACK;

    /** The parameter's name. */
    public static final String PARAMETER = "createflag";

    private static final String HDFS_CLASS = "org.apache.hadoop.fs.CreateFlag.";

    /**
     * The flags of a value: words separated by commas, in any case, with blanks around them; none for an empty value.
     *
     * @throws IllegalArgumentException with HDFS's sentence for an unknown or an empty word
     */
    public static Set<WebHdfsCreateFlag> parse(String value) {
        Set<WebHdfsCreateFlag> flags = EnumSet.noneOf(WebHdfsCreateFlag.class);
        if (!value.isEmpty()) {
            for (String part : value.split(",", -1)) {
                String word = part.strip().toUpperCase(Locale.ROOT);
                try {
                    flags.add(valueOf(word));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("No enum constant " + HDFS_CLASS + word, e);
                }
            }
        }
        return flags;
    }

    /**
     * What a creation is asked for in the end. Who gives no flag means to create; {@code overwrite=true} is a flag more.
     *
     * @param flags as they were given
     * @param overwrite the parameter of that name
     * @throws HdfsException HADOOP_ILLEGAL_ARGUMENT for both APPEND and OVERWRITE, which HDFS's file systems refuse, while
     *     its WebHDFS would replace the file that somebody wants to go on with
     */
    public static Set<WebHdfsCreateFlag> ofCreation(Set<WebHdfsCreateFlag> flags, boolean overwrite)
            throws HdfsException {
        Set<WebHdfsCreateFlag> all = EnumSet.noneOf(WebHdfsCreateFlag.class);
        all.addAll(flags);
        if (all.isEmpty()) {
            all.add(CREATE);
        }
        if (overwrite) {
            all.add(OVERWRITE);
        }
        if (all.contains(APPEND) && all.contains(OVERWRITE)) {
            throw new HdfsException(
                    ErrorCode.HADOOP_ILLEGAL_ARGUMENT, all + "Both append and overwrite options cannot be enabled.");
        }
        return all;
    }
}
