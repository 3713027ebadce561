package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of a directory, in name order; for a file the file itself, under an empty name.
 *
 * @param startAfter the page begins with the first name after this one, which need not exist; empty for the first page
 */
public record GetListing(HdfsPath path, String startAfter) implements Query<DirectoryListing> {
    @Override
    public String auditName() {
        return "listStatus";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public DirectoryListing read(PlanContext context) throws HdfsException {
        PathLookup target = Paths.forRead(context, path);
        if (!target.exists()) {
            throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "File " + target.path() + " does not exist.");
        }
        InodeTable inodes = context.namespace().inodes();
        long id = target.inodeId();
        if (!inodes.isDirectory(id)) {
            return new DirectoryListing(List.of(FileStatuses.of(inodes, id, "")), 0);
        }
        new PermissionChecker(context).checkAccess(target, FsAction.READ_EXECUTE);
        return page(context, inodes, id);
    }

    private DirectoryListing page(PlanContext context, InodeTable inodes, long directory) {
        int limit = context.settings().listingPageSize();
        byte[] from = HdfsPath.nameBytes(startAfter);
        List<FileStatus> entries = new ArrayList<>();
        boolean[] more = {false};
        inodes.forEachChild(directory, from, child -> {
            if (entries.size() == limit) {
                more[0] = true;
                return false;
            }
            entries.add(FileStatuses.of(inodes, child, inodes.name(child)));
            return true;
        });
        if (!more[0]) {
            return new DirectoryListing(entries, 0);
        }
        int remaining = startAfter.isEmpty()
                ? inodes.childCount(directory) - limit
                : inodes.childrenAfter(
                        directory,
                        HdfsPath.nameBytes(entries.get(limit - 1).name()),
                        context.settings().directoryItemsMax());
        return new DirectoryListing(entries, remaining);
    }
}
