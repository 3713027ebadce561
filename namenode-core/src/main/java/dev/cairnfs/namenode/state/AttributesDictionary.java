package dev.cairnfs.namenode.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Codes for attributes, counted: a code is free again when its last inode is gone. Codes are a matter of storage; two
 * equal states may use different ones.
 */
final class AttributesDictionary {
    private final Map<Attributes, Integer> codes = new HashMap<>();
    private final List<@Nullable Attributes> byCode = new ArrayList<>();
    private int[] uses = new int[16];
    private final List<Integer> freeCodes = new ArrayList<>();

    /** The code of the attributes, with one use more. */
    int acquire(Attributes attributes) {
        Integer known = codes.get(attributes);
        if (known != null) {
            uses[known]++;
            return known;
        }
        int code = freeCodes.isEmpty() ? byCode.size() : freeCodes.remove(freeCodes.size() - 1);
        put(code, attributes, 1);
        return code;
    }

    void release(int code) {
        if (--uses[code] == 0) {
            codes.remove(get(code));
            byCode.set(code, null);
            freeCodes.add(code);
        }
    }

    Attributes get(int code) {
        Attributes attributes = byCode.get(code);
        if (attributes == null) {
            throw new IllegalStateException("no attributes have the code " + code);
        }
        return attributes;
    }

    private void put(int code, Attributes attributes, int count) {
        if (code == byCode.size()) {
            byCode.add(attributes);
            if (code == uses.length) {
                uses = Arrays.copyOf(uses, uses.length * 2);
            }
        } else {
            byCode.set(code, attributes);
        }
        codes.put(attributes, code);
        uses[code] = count;
    }

    void save(SectionList sections) {
        List<@Nullable Attributes> entries = new ArrayList<>(byCode);
        sections.data("attributes", output -> {
            output.writeInt(entries.size());
            for (Attributes attributes : entries) {
                output.writeBoolean(attributes != null);
                if (attributes != null) {
                    SectionList.writeString(output, attributes.owner());
                    SectionList.writeString(output, attributes.group());
                    output.writeInt(attributes.mode());
                    output.writeInt(attributes.replication());
                    output.writeLong(attributes.blockSizeBytes());
                    output.writeInt(attributes.storagePolicy());
                }
            }
        });
    }

    /** Fills an empty dictionary; the uses are counted afterwards by {@link #addUse}. */
    void load(SectionReader sections) throws IOException {
        sections.data("attributes", input -> {
            int size = input.readInt();
            for (int code = 0; code < size; code++) {
                if (!input.readBoolean()) {
                    byCode.add(null);
                    freeCodes.add(code);
                } else {
                    Attributes attributes = new Attributes(
                            SectionReader.readString(input),
                            SectionReader.readString(input),
                            input.readInt(),
                            input.readInt(),
                            input.readLong(),
                            input.readInt());
                    byCode.add(attributes);
                    codes.put(attributes, code);
                }
            }
            uses = new int[Math.max(16, size)];
        });
    }

    void addUse(int code) {
        uses[code]++;
    }
}
