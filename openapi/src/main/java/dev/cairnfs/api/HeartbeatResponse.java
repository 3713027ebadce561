package dev.cairnfs.api;

import dev.cairnfs.shared.model.DatanodeCommand;
import java.util.List;

/** What the NameNode wants done, in order. */
public record HeartbeatResponse(List<DatanodeCommand> commands) {}
