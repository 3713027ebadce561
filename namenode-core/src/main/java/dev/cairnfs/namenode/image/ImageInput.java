package dev.cairnfs.namenode.image;

import dev.cairnfs.namenode.state.ImageSection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Reads an image front to back through one large buffer, section by section in the order of the file. */
final class ImageInput implements ImageSection.Source, ImageSection.Input {
    private final Path file;
    private final FileChannel channel;
    private final long fileBytes;
    private final ByteBuffer buffer;
    private final CRC32C checksum = new CRC32C();

    /** The place in the file of the buffer's end. */
    private long filledBytes;

    private int unsummed;
    private String section = "header";
    private long sectionEnd;
    private int sectionsLeft;

    ImageInput(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.fileBytes = channel.size();
        // Never more than the file has is asked of the buffer, so that a small file does with a small one.
        this.buffer = ByteBuffer.allocateDirect((int) Math.min(fileBytes, ImageFormat.BUFFER_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .limit(0);
    }

    private long positionBytes() {
        return filledBytes - buffer.remaining();
    }

    @Override
    public ImageException corrupt(String why) {
        return new ImageException(file, section, positionBytes(), why);
    }

    /** Returns the last txid that the header names. */
    long readHeader() throws IOException {
        begin("header", ImageFormat.HEADER_BYTES - Integer.BYTES);
        byte[] magic = new byte[ImageFormat.MAGIC.length];
        next(magic.length).get(magic);
        if (!Arrays.equals(magic, ImageFormat.MAGIC)) {
            throw corrupt("this is no image");
        }
        ByteBuffer header = next(ImageFormat.HEADER_BYTES - Integer.BYTES - magic.length);
        int version = header.getInt();
        long txid = header.getLong();
        sectionsLeft = header.getInt();
        checkSum();
        if (version != ImageFormat.LAYOUT_VERSION) {
            throw corrupt("layout version " + version + ", and this NameNode reads " + ImageFormat.LAYOUT_VERSION);
        }
        return txid;
    }

    @Override
    public void read(String name, int version, ImageSection.Reader reader) throws IOException {
        if (sectionsLeft-- <= 0) {
            throw corrupt("section " + name + " is missing");
        }
        readSectionHeader(name, version);
        reader.read(this);
        if (remainingBytes() != 0) {
            throw corrupt(remainingBytes() + " bytes are left over");
        }
        checkSum();
    }

    private void readSectionHeader(String name, int version) throws IOException {
        begin(name, 1);
        int nameBytes = next(1).get() & 0xFF;
        if (nameBytes > ImageFormat.SECTION_NAME_BYTES_MAX) {
            throw corrupt("a section name of " + nameBytes + " bytes");
        }
        sectionEnd += nameBytes + Integer.BYTES + Long.BYTES;
        byte[] found = new byte[nameBytes];
        next(nameBytes).get(found);
        ByteBuffer header = next(Integer.BYTES + Long.BYTES);
        int foundVersion = header.getInt();
        long length = header.getLong();
        checkSum();
        String foundName = new String(found, StandardCharsets.US_ASCII);
        if (!foundName.equals(name)) {
            throw corrupt("section " + foundName + " stands where " + name + " should");
        }
        if (foundVersion != version) {
            throw corrupt("version " + foundVersion + ", and this NameNode reads " + version);
        }
        if (length < 0 || length > fileBytes - positionBytes() - Integer.BYTES - ImageFormat.TRAILER_BYTES) {
            throw corrupt("a length of " + length + " bytes, which the file has not");
        }
        begin(name, length);
    }

    /** Checks that the file ends here. */
    void readTrailer() throws IOException {
        if (sectionsLeft != 0) {
            throw corrupt(sectionsLeft + " sections that this NameNode does not know");
        }
        begin("trailer", ImageFormat.TRAILER_BYTES - Integer.BYTES);
        byte[] magic = new byte[ImageFormat.END_MAGIC.length];
        next(magic.length).get(magic);
        long length = next(Long.BYTES).getLong();
        checkSum();
        if (!Arrays.equals(magic, ImageFormat.END_MAGIC) || length != fileBytes) {
            throw corrupt("the image does not end as it should");
        }
        if (positionBytes() != fileBytes) {
            throw corrupt(fileBytes - positionBytes() + " bytes behind the end");
        }
    }

    private void begin(String name, long lengthBytes) {
        section = name;
        sectionEnd = positionBytes() + lengthBytes;
        checksum.reset();
        unsummed = buffer.position();
    }

    @Override
    public long remainingBytes() {
        return sectionEnd - positionBytes();
    }

    @Override
    public ByteBuffer next(int bytes) throws IOException {
        if (bytes > remainingBytes()) {
            throw corrupt("it ends early");
        }
        fill(bytes);
        return buffer;
    }

    /** Reads the checksum behind the section and compares. */
    private void checkSum() throws IOException {
        sum();
        long computed = checksum.getValue();
        fill(Integer.BYTES);
        long stored = buffer.getInt() & 0xFFFF_FFFFL;
        if (stored != computed) {
            throw corrupt("the checksum is wrong");
        }
    }

    private void sum() {
        checksum.update(buffer.duplicate().flip().position(unsummed));
        unsummed = buffer.position();
    }

    private void fill(int bytes) throws IOException {
        if (buffer.remaining() >= bytes) {
            return;
        }
        sum();
        buffer.compact();
        while (buffer.position() < bytes) {
            int read = buffer.hasRemaining() ? channel.read(buffer, filledBytes) : -1;
            if (read < 0) {
                buffer.flip();
                unsummed = 0;
                throw corrupt("the file ends early");
            }
            filledBytes += read;
        }
        buffer.flip();
        unsummed = 0;
    }
}
