package dev.cairnfs.namenode.app.api;

import java.util.List;

/** A part of {@code /api/v1}. */
public abstract class ApiGroup {
    ApiGroup() {}

    abstract List<Route> routes();
}
