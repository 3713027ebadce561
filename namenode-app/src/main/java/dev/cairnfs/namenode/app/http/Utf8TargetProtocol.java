package dev.cairnfs.namenode.app.http;

import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.http.parser.HttpParser;

/**
 * HTTP/1.1 that takes unescaped non-ASCII bytes in a request target. RFC 3986 wants them escaped, but Hadoop's
 * {@code webhdfs://} client sends a name's letters beyond ASCII as they are, and Apache HDFS takes them. The servlets
 * decode the target themselves, strictly as UTF-8 ({@link PercentDecoder}).
 *
 * <p>Made by Tomcat from its class name.
 */
public final class Utf8TargetProtocol extends Http11NioProtocol {
    private static final int FIRST_BEYOND_ASCII = 0x80;

    @Override
    public HttpParser getHttpParser() {
        // Asked for when a processor is made, which serves many connections one after another.
        return new Lenient(getRelaxedPathChars(), getRelaxedQueryChars());
    }

    private static final class Lenient extends HttpParser {
        Lenient(String relaxedPathChars, String relaxedQueryChars) {
            super(relaxedPathChars, relaxedQueryChars);
        }

        @Override
        public boolean isNotRequestTargetRelaxed(int c) {
            return !isBeyondAscii(c) && super.isNotRequestTargetRelaxed(c);
        }

        @Override
        public boolean isAbsolutePathRelaxed(int c) {
            return isBeyondAscii(c) || super.isAbsolutePathRelaxed(c);
        }

        @Override
        public boolean isQueryRelaxed(int c) {
            return isBeyondAscii(c) || super.isQueryRelaxed(c);
        }

        /** Tomcat hands over bytes as they are, so that those beyond ASCII are negative. */
        private static boolean isBeyondAscii(int c) {
            return (c & 0xFF) >= FIRST_BEYOND_ASCII && c < 0x100;
        }
    }
}
