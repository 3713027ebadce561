package dev.cairnfs.namenode.app.http;

import java.util.Set;

/** Which groups a user is in, primary group first. */
@FunctionalInterface
public interface GroupMapping {
    Set<String> groupsOf(String user);
}
