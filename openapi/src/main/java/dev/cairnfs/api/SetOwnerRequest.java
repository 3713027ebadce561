package dev.cairnfs.api;

import org.jspecify.annotations.Nullable;

/** POST /api/v1/client/set-owner; answers an empty object. null leaves the owner or the group as it is. */
public record SetOwnerRequest(
        String path, @Nullable String owner, @Nullable String group) {}
