package dev.cairnfs.namenode.app.webhdfs;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every operation of WebHDFS in one place: dispatch, documentation, the explorer and the command line read it. */
public final class OperationRegistry {
    private static final List<String> GET_REFUSED = List.of(
            "GETXATTRS",
            "GETTRASHROOTS",
            "GETECPOLICIES",
            "GETECCODECS",
            "GETSNAPSHOTDIFF",
            "GETSNAPSHOTDIFFLISTING",
            "GETSNAPSHOTTABLEDIRECTORYLIST",
            "GETSNAPSHOTLIST",
            "GETLINKTARGET");
    private static final List<String> PUT_REFUSED = List.of(
            "CREATESYMLINK",
            "RENEWDELEGATIONTOKEN",
            "CANCELDELEGATIONTOKEN",
            "MODIFYACLENTRIES",
            "REMOVEACLENTRIES",
            "REMOVEDEFAULTACL",
            "REMOVEACL",
            "SETACL",
            "SETXATTR",
            "REMOVEXATTR",
            "ENABLEECPOLICY",
            "DISABLEECPOLICY",
            "SETECPOLICY",
            "ALLOWSNAPSHOT",
            "DISALLOWSNAPSHOT",
            "CREATESNAPSHOT",
            "RENAMESNAPSHOT",
            "SETSTORAGEPOLICY",
            "SATISFYSTORAGEPOLICY",
            "SETQUOTA",
            "SETQUOTABYSTORAGETYPE");
    private static final List<String> POST_REFUSED = List.of("UNSETECPOLICY", "UNSETSTORAGEPOLICY");
    private static final List<String> DELETE_REFUSED = List.of("DELETESNAPSHOT");

    private final Map<Verb, Map<String, Operation>> operations = new EnumMap<>(Verb.class);
    private final Map<String, Parameter<?>> parameters = new HashMap<>();
    private final List<Operation> inOrder = new ArrayList<>();

    /**
     * Registers everything.
     *
     * @param rpcAddress host:port that redirects name as the NameNode's
     * @param blockSizeBytes the block size of a file whose creator names none
     */
    public OperationRegistry(String rpcAddress, long blockSizeBytes) {
        ReadOperations.all().forEach(this::register);
        WriteOperations.all().forEach(this::register);
        HttpDoors doors = new HttpDoors(new TcpProbe(), System::nanoTime);
        new DataOperations(rpcAddress, blockSizeBytes, doors).all().forEach(this::register);
        GET_REFUSED.forEach(name -> register(refused(name, Verb.GET)));
        PUT_REFUSED.forEach(name -> register(refused(name, Verb.PUT)));
        POST_REFUSED.forEach(name -> register(refused(name, Verb.POST)));
        DELETE_REFUSED.forEach(name -> register(refused(name, Verb.DELETE)));
    }

    private static Operation refused(String name, Verb verb) {
        return new Operation(name, verb, List.of(), "Not in this version.", false, call -> {
            throw new HdfsException(ErrorCode.UNSUPPORTED_OPERATION, "op=" + name + " is not supported");
        });
    }

    private void register(Operation operation) {
        Operation before = operations
                .computeIfAbsent(operation.verb(), verb -> new HashMap<>())
                .put(operation.name(), operation);
        if (before != null) {
            throw new IllegalStateException(operation.name() + " is registered twice");
        }
        inOrder.add(operation);
        for (Parameter<?> parameter : operation.parameters()) {
            parameters.put(parameter.name(), parameter);
        }
    }

    /** All operations, in the order in which documentation shows them. */
    public Collection<Operation> all() {
        return Collections.unmodifiableList(inOrder);
    }

    /**
     * Finds the operation of a request.
     *
     * @throws HdfsException as HDFS: ILLEGAL_ARGUMENT for a name that this verb does not have, UNSUPPORTED_OPERATION for
     *     none at all
     */
    Operation find(Verb verb, @Nullable String op) throws HdfsException {
        Map<String, Operation> known = operations.get(verb);
        if (op == null || op.isEmpty() || op.equalsIgnoreCase("NULL")) {
            throw new HdfsException(ErrorCode.UNSUPPORTED_OPERATION, "op=NULL is not supported");
        }
        Operation found = known == null ? null : known.get(op);
        if (found == null && known != null) {
            found = known.get(op.toUpperCase(Locale.ROOT));
        }
        if (found == null) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, verb.unknownOperation(op.toUpperCase(Locale.ROOT)));
        }
        return found;
    }

    /** The parameter with that (lower-case) name, whichever operation has it. */
    @Nullable
    Parameter<?> parameter(String name) {
        return parameters.get(name);
    }
}
