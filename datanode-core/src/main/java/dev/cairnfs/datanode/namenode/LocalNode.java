package dev.cairnfs.datanode.namenode;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.NamespaceInfo;
import java.io.IOException;
import java.util.Map;

/** What the talk with the NameNode is about: this DataNode. Called by the talk's threads. */
public interface LocalNode {
    String uuid();

    NameNodePort.Registration registration();

    /**
     * The NameNode has let this DataNode in.
     *
     * @throws HdfsException ({@link ErrorCode#INCONSISTENT_STORAGE}) when it is the NameNode of another cluster: fatal
     */
    void joined(NamespaceInfo namespace) throws IOException;

    NameNodePort.Heartbeat heartbeat();

    /** Whether the NameNode finds this DataNode slow; told with every heartbeat. */
    void foundSlow(boolean slow);

    /** A packed full report for each usable storage. */
    Map<String, byte[]> fullReports();

    /** Does what the NameNode wants of replicas; returns at once, the work goes on in the background. */
    void execute(DatanodeCommand command);

    /** This DataNode cannot go on. */
    void fatal(String reason);
}
