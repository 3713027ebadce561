package dev.cairnfs.client;

import dev.cairnfs.client.metadata.ClientProtocol;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.FileStatus;
import java.io.IOException;
import java.util.NoSuchElementException;

/** Goes through a directory in name order and fetches one page at a time. For one thread. */
public final class DirectoryIterator {
    private final ClientProtocol nameNode;
    private final String user;
    private final String path;
    private DirectoryListing page;
    private int next;

    DirectoryIterator(ClientProtocol nameNode, String user, String path) throws IOException {
        this.nameNode = nameNode;
        this.user = user;
        this.path = path;
        this.page = nameNode.listing(user, path, "");
    }

    /** Whether there is another entry; may fetch a page. */
    public boolean hasNext() throws IOException {
        while (next == page.entries().size()) {
            if (page.remaining() == 0 || page.entries().isEmpty()) {
                return false;
            }
            String last = page.entries().get(next - 1).name();
            page = nameNode.listing(user, path, last);
            next = 0;
        }
        return true;
    }

    /** The next entry; {@link NoSuchElementException} at the end. */
    public FileStatus next() throws IOException {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.entries().get(next++);
    }
}
