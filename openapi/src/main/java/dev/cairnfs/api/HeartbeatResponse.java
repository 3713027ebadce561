package dev.cairnfs.api;

import dev.cairnfs.shared.model.DatanodeCommand;
import java.util.List;

/**
 * What the NameNode wants done, in order.
 *
 * @param slow other DataNodes find this one slow: its acknowledgements are to say so
 */
public record HeartbeatResponse(List<DatanodeCommand> commands, boolean slow) {}
