package dev.cairnfs.datanode.app.webhdfs;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Reads a request's body straight into the packets' buffers. */
record BodyChannel(ServletInputStream body) implements ReadableByteChannel {
    @Override
    public int read(ByteBuffer target) throws IOException {
        return body.read(target);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
