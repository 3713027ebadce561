package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;

/**
 * Somebody wants the file closed at once, whoever writes it and however lately that one was heard of (SPEC L4). True when it
 * is closed; false while its last block is being recovered: the caller asks again.
 */
public record RecoverLease(HdfsPath path, String clientName) implements Command<Boolean> {
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
        var target = Paths.forWrite(context, path);
        long file = Paths.file(context, target);
        if (!context.namespace().inodes().isUnderConstruction(file)) {
            return Plan.answer(true);
        }
        new PermissionChecker(context).checkAccess(target, FsAction.WRITE);
        LeaseRelease release = new LeaseRelease(context, new Edits(context));
        LeaseRelease.Outcome outcome = release.take(file);
        return Plan.<Boolean>replying(release.edits().list(), after -> switch (outcome) {
                    case CLOSED -> true;
                    case RECOVERING -> false;
                    case UNREPLICATED -> throw LeaseTakeOver.unreplicated(path);
                })
                .then(release::effect);
    }
}
