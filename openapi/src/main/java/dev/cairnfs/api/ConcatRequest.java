package dev.cairnfs.api;

import java.util.List;

/** POST /api/v1/client/concat; answers an empty object. The sources' blocks go to the end of the target, in this order, and the sources are gone. */
public record ConcatRequest(String target, List<String> sources) {
    public ConcatRequest {
        sources = List.copyOf(sources);
    }
}
