package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;

/**
 * Somebody wants the file closed at once, whoever writes it and however lately that one was heard of (SPEC L4). True when it
 * is closed; false while its last block is being recovered: the caller asks again.
 *
 * @param own the writer gives its own file up: nothing is done unless the lease is {@code clientName}'s, and as for its other
 *     calls it needs no permission. Whatever the answer, the lease is not its any more, and the NameNode closes the file.
 */
public record RecoverLease(HdfsPath path, String clientName, boolean own) implements Command<Boolean> {
    public RecoverLease(HdfsPath path, String clientName) {
        this(path, clientName, false);
    }

    @Override
    public String auditName() {
        return "recoverLease";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        ClientNames.check(clientName);
        SafeModes.check(context, "Cannot recover the lease of " + path);
        var target = own ? Paths.forWriter(context, path) : Paths.forWrite(context, path);
        long file = Paths.file(context, target);
        if (!context.namespace().inodes().isUnderConstruction(file)) {
            return Plan.answer(true);
        }
        if (!own) {
            new PermissionChecker(context).checkAccess(target, FsAction.WRITE);
        } else if (!clientName.equals(context.namespace().leases().holder(file))) {
            return Plan.answer(false);
        }
        LeaseRelease release = new LeaseRelease(context, new Edits(context));
        LeaseRelease.Outcome outcome = release.take(file);
        if (own && outcome == LeaseRelease.Outcome.UNREPLICATED) {
            release.shutOut(file);
        }
        return Plan.<Boolean>replying(release.edits().list(), after -> switch (outcome) {
                    case CLOSED -> true;
                    case RECOVERING -> false;
                    case UNREPLICATED -> {
                        if (own) {
                            yield false;
                        }
                        throw LeaseTakeOver.unreplicated(path);
                    }
                })
                .then(release::effect);
    }
}
