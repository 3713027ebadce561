package dev.cairnfs.namenode.app.http;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Groups from the setting {@code user=group,group;user=;...}; users that it does not name are asked for elsewhere. */
public final class StaticGroups implements GroupMapping {
    private final Map<String, Set<String>> groups;
    private final GroupMapping others;

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException when it does not have that form
     */
    public StaticGroups(String setting, GroupMapping others) {
        this.others = others;
        this.groups = parse(setting);
    }

    private static Map<String, Set<String>> parse(String setting) {
        Map<String, Set<String>> parsed = new TreeMap<>();
        for (String entry : setting.split(";", -1)) {
            if (entry.isBlank()) {
                continue;
            }
            int eq = entry.indexOf('=');
            if (eq <= 0) {
                throw new IllegalArgumentException(
                        "cairn.namenode.groups.static: expected user=group,group;..., found \"" + entry + "\"");
            }
            Set<String> names = new LinkedHashSet<>();
            for (String group : entry.substring(eq + 1).split(",", -1)) {
                if (!group.isBlank()) {
                    names.add(group.strip());
                }
            }
            parsed.put(entry.substring(0, eq).strip(), Collections.unmodifiableSet(names));
        }
        return parsed;
    }

    @Override
    public Set<String> groupsOf(String user) {
        Set<String> known = groups.get(user);
        return known != null ? known : others.groupsOf(user);
    }
}
