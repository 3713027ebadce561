package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.record.CreateFileRecord;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.FileType;
import dev.cairnfs.shared.path.HdfsPath;

/**
 * Makes a new file, open for writing under the client's lease (SPEC C2, checks in its order).
 *
 * @param permission mode bits, the client's umask already taken off
 * @param clientName holds the lease
 * @param clientMachine where the writer runs, for placement
 * @param overwrite deletes a file that is there, even one that somebody has open
 * @param createParent whether missing parents are made
 * @param replication 0 for the server's default
 * @param blockSizeBytes 0 for the server's default
 */
public record Create(
        HdfsPath path,
        int permission,
        String clientName,
        String clientMachine,
        boolean overwrite,
        boolean createParent,
        int replication,
        long blockSizeBytes)
        implements Command<FileStatus> {
    @Override
    public String auditName() {
        return "create";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Plan<FileStatus> plan(PlanContext context) throws HdfsException {
        return AtMostOnce.plan(context, done -> answerAgain(context, done), this::planNew);
    }

    private FileStatus answerAgain(PlanContext context, EditRecord done) {
        long id = done.getCreateFile().getInodeId();
        InodeTable inodes = context.namespace().inodes();
        if (inodes.exists(id)) {
            return FileStatuses.of(inodes, id, "");
        }
        // The file has been deleted since; the caller learns that by its first addBlock.
        String user = context.caller().user();
        long time = done.getTimeMillis();
        return new FileStatus(
                "",
                FileType.FILE,
                0,
                user,
                "",
                permission,
                time,
                time,
                effectiveBlockSize(context),
                effectiveReplication(context),
                id,
                0,
                0,
                null);
    }

    int effectiveReplication(PlanContext context) {
        return replication == 0 ? context.settings().serverDefaults().replication() : replication;
    }

    long effectiveBlockSize(PlanContext context) {
        return blockSizeBytes == 0 ? context.settings().serverDefaults().blockSizeBytes() : blockSizeBytes;
    }

    private Plan<FileStatus> planNew(PlanContext context) throws HdfsException {
        Paths.checkCreatable(path);
        checkParameters(context);
        SafeModes.check(context, "Cannot create file" + path);
        PathLookup target = Paths.forCreate(context, path);
        PermissionChecker permissions = new PermissionChecker(context);
        if (target.exists() && context.namespace().inodes().isDirectory(target.inodeId())) {
            throw new HdfsException(ErrorCode.FILE_ALREADY_EXISTS, target.path() + " already exists as a directory");
        }
        permissions.checkAncestor(target, FsAction.WRITE);
        if (target.exists()) {
            if (!overwrite) {
                return refuseExisting(context, target);
            }
            permissions.checkAccess(target, FsAction.WRITE);
        } else if (!createParent) {
            NewEntries.checkParentExists(context, target);
        }
        return planFile(context, target);
    }

    private void checkParameters(PlanContext context) throws HdfsException {
        NewEntries.checkMode(permission);
        ClientNames.check(clientName);
        Replications.check(context, path, effectiveReplication(context), clientMachine);
        long minimum = context.settings().blockSizeMinimumBytes();
        if (effectiveBlockSize(context) < minimum) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Specified block size is less than configured minimum value"
                            + " (dfs.namenode.fs-limits.min-block-size): " + effectiveBlockSize(context) + " < "
                            + minimum);
        }
    }

    /** There is a file already; when its writer is long silent, it is closed or recovered on this occasion. */
    private Plan<FileStatus> refuseExisting(PlanContext context, PathLookup target) throws HdfsException {
        HdfsException exists = new HdfsException(
                ErrorCode.FILE_ALREADY_EXISTS, target.path() + " for client " + clientMachine + " already exists");
        if (!context.namespace().inodes().isUnderConstruction(target.inodeId())) {
            throw exists;
        }
        LeaseRelease release = new LeaseRelease(context, new Edits(context));
        HdfsException refusal = new LeaseTakeOver(context, "CREATE_FILE", target.path(), clientName, clientMachine)
                .takeOver(target.inodeId(), release);
        return Plan.<FileStatus>replying(release.edits().list(), after -> {
                    throw refusal == null ? exists : refusal;
                })
                .then(release::effect);
    }

    private Plan<FileStatus> planFile(PlanContext context, PathLookup target) throws HdfsException {
        InodeTable inodes = context.namespace().inodes();
        Edits edits = new Edits(context);
        long parent;
        if (target.exists()) {
            parent = target.parentOfLastExisting();
            edits.delete(target.inodeId());
        } else {
            parent = NewEntries.makeAncestors(context, edits, target, inodes.mode(target.lastExisting()));
        }
        String group = inodes.group(target.exists() ? parent : target.lastExisting());
        long fileId = target.exists() ? inodes.peekNextIdAfterDelete(target.inodeId()) : edits.nextInodeId();
        edits.createFile(CreateFileRecord.newBuilder()
                .setParentId(parent)
                .setName(Edits.nameOf(target.path().name()))
                .setInodeId(fileId)
                .setOwner(context.caller().user())
                .setGroup(group)
                .setMode(permission)
                .setReplication(effectiveReplication(context))
                .setBlockSizeBytes(effectiveBlockSize(context))
                .setLeaseHolder(clientName)
                .setClientMachine(clientMachine)
                .build());
        return Plan.replying(
                        edits.listForCall(),
                        after -> FileStatuses.of(after.namespace().inodes(), fileId, ""))
                .then(soft -> soft.leaseClock().renew(clientName, soft.monotonicMillis()));
    }
}
