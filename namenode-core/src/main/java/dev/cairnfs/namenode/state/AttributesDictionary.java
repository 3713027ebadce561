package dev.cairnfs.namenode.state;

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

    /** All codes' attributes; null for a free code. */
    List<@Nullable Attributes> entries() {
        return new ArrayList<>(byCode);
    }

    /** Sets up an empty dictionary; the uses are counted afterwards by {@link #addUse}. */
    void load(List<@Nullable Attributes> entries) {
        for (Attributes attributes : entries) {
            byCode.add(attributes);
            if (attributes == null) {
                freeCodes.add(byCode.size() - 1);
            } else {
                codes.put(attributes, byCode.size() - 1);
            }
        }
        uses = new int[Math.max(16, byCode.size())];
    }

    void addUse(int code) {
        get(code);
        uses[code]++;
    }
}
