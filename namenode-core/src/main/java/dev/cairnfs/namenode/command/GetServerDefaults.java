package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.model.ServerDefaults;

/** What clients use where their callers name no value. */
public record GetServerDefaults() implements Query<ServerDefaults> {
    @Override
    public String auditName() {
        return "getServerDefaults";
    }

    @Override
    public ServerDefaults read(PlanContext context) {
        return context.settings().serverDefaults();
    }
}
