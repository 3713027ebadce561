package dev.cairnfs.shared.error;

/**
 * Every expected error of Cairn: the exception class that an HDFS client expects to find in a RemoteException, and the
 * HTTP status that WebHDFS sends with it. This is the only table that maps the two.
 */
public enum ErrorCode {
    ILLEGAL_ARGUMENT(400, "java.lang.IllegalArgumentException"),
    UNSUPPORTED_OPERATION(400, "java.lang.UnsupportedOperationException"),
    INVALID_PATH(400, "org.apache.hadoop.fs.InvalidPathException"),
    AUTHENTICATION_FAILED(401, "org.apache.hadoop.security.authentication.client.AuthenticationException"),
    FILE_NOT_FOUND(404, "java.io.FileNotFoundException"),
    ACCESS_CONTROL(403, "org.apache.hadoop.security.AccessControlException"),
    AUTHORIZATION(403, "org.apache.hadoop.security.authorize.AuthorizationException"),
    FILE_ALREADY_EXISTS(403, "org.apache.hadoop.fs.FileAlreadyExistsException"),
    PARENT_NOT_DIRECTORY(403, "org.apache.hadoop.fs.ParentNotDirectoryException"),
    PATH_IS_NOT_EMPTY_DIRECTORY(403, "org.apache.hadoop.fs.PathIsNotEmptyDirectoryException"),
    PATH_COMPONENT_TOO_LONG(403, "org.apache.hadoop.hdfs.protocol.FSLimitException$PathComponentTooLongException"),
    MAX_DIRECTORY_ITEMS_EXCEEDED(
            403, "org.apache.hadoop.hdfs.protocol.FSLimitException$MaxDirectoryItemsExceededException"),
    ALREADY_BEING_CREATED(403, "org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException"),
    RECOVERY_IN_PROGRESS(403, "org.apache.hadoop.hdfs.protocol.RecoveryInProgressException"),
    LEASE_EXPIRED(403, "org.apache.hadoop.hdfs.server.namenode.LeaseExpiredException"),
    NOT_REPLICATED_YET(403, "org.apache.hadoop.hdfs.server.namenode.NotReplicatedYetException"),
    NS_QUOTA_EXCEEDED(403, "org.apache.hadoop.hdfs.protocol.NSQuotaExceededException"),
    DS_QUOTA_EXCEEDED(403, "org.apache.hadoop.hdfs.protocol.DSQuotaExceededException"),
    SAFE_MODE(403, "org.apache.hadoop.hdfs.server.namenode.SafeModeException"),
    STANDBY(403, "org.apache.hadoop.ipc.StandbyException"),
    RETRIABLE(403, "org.apache.hadoop.ipc.RetriableException"),
    UNRESOLVED_LINK(403, "org.apache.hadoop.hdfs.protocol.UnresolvedPathException"),
    SNAPSHOT_ACCESS_CONTROL(403, "org.apache.hadoop.hdfs.protocol.SnapshotAccessControlException"),
    UNREGISTERED_NODE(403, "org.apache.hadoop.hdfs.protocol.UnregisteredNodeException"),
    DISALLOWED_DATANODE(403, "org.apache.hadoop.hdfs.server.protocol.DisallowedDatanodeException"),
    INCORRECT_VERSION(403, "org.apache.hadoop.hdfs.server.common.IncorrectVersionException"),
    INCONSISTENT_STORAGE(403, "org.apache.hadoop.hdfs.server.common.InconsistentFSStateException"),
    REPLICA_NOT_FOUND(403, "org.apache.hadoop.hdfs.server.datanode.ReplicaNotFoundException"),
    CHECKSUM(403, "org.apache.hadoop.fs.ChecksumException"),
    DISK_OUT_OF_SPACE(403, "org.apache.hadoop.util.DiskChecker$DiskOutOfSpaceException"),
    /** What HDFS's client refuses by itself: the NameNode would have taken it. */
    HADOOP_ILLEGAL_ARGUMENT(400, "org.apache.hadoop.HadoopIllegalArgumentException"),
    /** A refusal for which HDFS throws a plain IOException. */
    IO(403, "java.io.IOException"),
    /** A bug or a broken disk: nothing about it is expected. */
    FAULT(500, "java.lang.RuntimeException");

    private final int httpStatus;
    private final String javaClassName;

    ErrorCode(int httpStatus, String javaClassName) {
        this.httpStatus = httpStatus;
        this.javaClassName = javaClassName;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** The fully qualified class name, as {@code RemoteException.javaClassName} carries it. */
    public String javaClassName() {
        return javaClassName;
    }

    /** The simple class name, as {@code RemoteException.exception} carries it. */
    public String exceptionName() {
        int cut = Math.max(javaClassName.lastIndexOf('.'), javaClassName.lastIndexOf('$'));
        return javaClassName.substring(cut + 1);
    }

    /**
     * The code for an exception name that a server sent.
     *
     * @return the code, or {@link #IO} for a name that is not in the table
     */
    public static ErrorCode ofExceptionName(String simpleName) {
        for (ErrorCode code : values()) {
            if (code.exceptionName().equals(simpleName)) {
                return code;
            }
        }
        return IO;
    }
}
