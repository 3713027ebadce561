package dev.cairnfs.namenode.app.webhdfs;

import dev.cairnfs.shared.web.WebHdfsCreateFlag;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The parameters of WebHDFS, with HDFS's names, ranges and defaults. */
final class Parameters {
    private static final int PERMISSION_MAX = 01777;

    /** The words of {@code renameoptions}. */
    enum RenameOption {
        NONE,
        OVERWRITE,
        TO_TRASH
    }

    static final Parameter<Long> OFFSET =
            Parameter.number("offset", 0L, 0, Long.MAX_VALUE, "the first byte, from the file's beginning");
    static final Parameter<Long> LENGTH =
            Parameter.number("length", null, 0, Long.MAX_VALUE, "how many bytes; absent: to the file's end");
    static final Parameter<Long> NEW_LENGTH =
            Parameter.number("newlength", null, 0, Long.MAX_VALUE, "how many bytes the file keeps");
    static final Parameter<Long> BLOCK_SIZE =
            Parameter.number("blocksize", null, 1, Long.MAX_VALUE, "block size of the new file in bytes");
    static final Parameter<Integer> REPLICATION =
            Parameter.shortInteger("replication", null, 1, "how many replicas each block shall have");
    static final Parameter<Integer> BUFFER_SIZE =
            Parameter.integer("buffersize", null, 1, Integer.MAX_VALUE, "read and write buffer; accepted, not used");
    static final Parameter<Integer> PERMISSION =
            Parameter.octal("permission", null, PERMISSION_MAX, "mode bits in octal, 0 to 1777");
    static final Parameter<Integer> UNMASKED_PERMISSION =
            Parameter.octal("unmaskedpermission", null, PERMISSION_MAX, "mode bits before the client's umask");
    static final Parameter<Boolean> OVERWRITE = Parameter.bool("overwrite", false, "replace an existing file");
    static final Parameter<Boolean> RECURSIVE =
            Parameter.bool("recursive", false, "delete a directory with what is in it");
    static final Parameter<Boolean> CREATE_PARENT =
            Parameter.bool("createparent", true, "make the missing parents, too");
    static final Parameter<Set<WebHdfsCreateFlag>> CREATE_FLAG = new Parameter<>(
            WebHdfsCreateFlag.PARAMETER,
            "set of " + words(WebHdfsCreateFlag.values()),
            EnumSet.noneOf(WebHdfsCreateFlag.class),
            "how to create; absent: CREATE. LAZY_PERSIST, NEW_BLOCK and SHOULD_REPLICATE change nothing",
            WebHdfsCreateFlag::parse);
    static final Parameter<Boolean> NO_REDIRECT =
            Parameter.bool("noredirect", false, "answer the address as JSON in place of a redirect");
    static final Parameter<String> DESTINATION =
            new Parameter<>("destination", "path", null, "the new path, absolute", Parameters::absolute);
    static final Parameter<String> SOURCES =
            Parameter.text("sources", "", "the absolute paths of the files to put behind, separated by commas");
    static final Parameter<Set<RenameOption>> RENAME_OPTIONS = new Parameter<>(
            "renameoptions",
            "set of NONE, OVERWRITE, TO_TRASH",
            EnumSet.noneOf(RenameOption.class),
            "with any of them the refusals are errors, with OVERWRITE the destination is replaced",
            Parameters::renameOptions);
    static final Parameter<String> OWNER = Parameter.text("owner", "", "the new owner");
    static final Parameter<String> GROUP = Parameter.text("group", "", "the new group");
    static final Parameter<Long> MODIFICATION_TIME = Parameter.number(
            "modificationtime", -1L, -1, Long.MAX_VALUE, "milliseconds since 1970; -1 leaves it as it is");
    static final Parameter<Long> ACCESS_TIME =
            Parameter.number("accesstime", -1L, -1, Long.MAX_VALUE, "milliseconds since 1970; -1 leaves it as it is");
    static final Parameter<String> START_AFTER = Parameter.text("startafter", "", "the listing begins after this name");
    static final Parameter<String> FS_ACTION =
            Parameter.matching("fsaction", null, "[r-][w-][x-]", "the wanted access, such as r-x");
    static final Parameter<String> EXCLUDE_DATANODES =
            Parameter.text("excludedatanodes", "", "host:port of DataNodes not to choose, separated by commas");
    static final Parameter<String> RENEWER = Parameter.text("renewer", null, "who may renew the token");

    private Parameters() {}

    private static String words(WebHdfsCreateFlag... flags) {
        return Arrays.stream(flags).map(WebHdfsCreateFlag::name).collect(Collectors.joining(", "));
    }

    private static String absolute(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException(
                    "Invalid parameter value: destination = \"" + text + "\" is not an absolute path.");
        }
        return text;
    }

    private static Set<RenameOption> renameOptions(String text) {
        Set<RenameOption> options = EnumSet.noneOf(RenameOption.class);
        if (!text.isEmpty()) {
            for (String word : text.split(",", -1)) {
                try {
                    options.add(RenameOption.valueOf(word.strip().toUpperCase(Locale.ROOT)));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "No enum constant org.apache.hadoop.fs.Options.Rename." + word.strip(), e);
                }
            }
        }
        return options;
    }
}
