package dev.cairnfs.namenode.lifecycle;

import dev.cairnfs.namenode.image.ImageFiles;
import dev.cairnfs.namenode.image.ImageLoader;
import dev.cairnfs.namenode.journal.JournalReader;
import dev.cairnfs.namenode.journal.JournalRecovery;
import dev.cairnfs.namenode.state.BlockEvents;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the namespace back: the newest image that is whole, and the journal from there. */
final class NamespaceLoader {
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceLoader.class);

    private final NameDirectories directories;
    private final BlockEvents blockEvents;

    NamespaceLoader(NameDirectories directories, BlockEvents blockEvents) {
        this.directories = directories;
        this.blockEvents = blockEvents;
    }

    /** The namespace, and the txid of the image that it was loaded from. */
    record Loaded(Namespace namespace, long imageTxid) {}

    /**
     * Loads the namespace. Recovers the journal's directories first.
     *
     * @throws IOException when no image is whole, or the journal is damaged or does not reach from the image to its end
     */
    Loaded load() throws IOException {
        JournalReader journal = JournalRecovery.recover(directories.storages());
        Namespace namespace = loadImage();
        long imageTxid = namespace.lastTxid();
        long begin = System.nanoTime();
        try {
            journal.read(imageTxid + 1, namespace::replay);
        } catch (IllegalStateException e) {
            // Half applied or not: this state is thrown away, and nobody starts from it.
            throw new IOException(
                    "The journal does not fit the image with txid " + imageTxid + ": " + e.getMessage(), e);
        }
        LOG.info(
                "Replayed {} transactions in {} ms; the last txid is {}",
                namespace.lastTxid() - imageTxid,
                (System.nanoTime() - begin) / 1_000_000,
                namespace.lastTxid());
        return new Loaded(namespace, imageTxid);
    }

    private Namespace loadImage() throws IOException {
        List<ImageFiles.Image> images = new ArrayList<>();
        for (NameDirectory directory : directories.directories()) {
            images.addAll(ImageFiles.list(directory.current()));
        }
        images.sort(Comparator.comparingLong(ImageFiles.Image::lastTxid).reversed());
        HdfsException none = new HdfsException(
                ErrorCode.INCONSISTENT_STORAGE, "No valid image in " + directories.directories() + ": " + images);
        for (ImageFiles.Image image : images) {
            long begin = System.nanoTime();
            try {
                Namespace namespace = ImageLoader.load(image.path(), blockEvents);
                LOG.info("Loaded {} in {} ms", image.path(), (System.nanoTime() - begin) / 1_000_000);
                return namespace;
            } catch (IOException e) {
                LOG.error("The image {} cannot be used; trying the next one", image.path(), e);
                none.addSuppressed(e);
            }
        }
        throw none;
    }
}
