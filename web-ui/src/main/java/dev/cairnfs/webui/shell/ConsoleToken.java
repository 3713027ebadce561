package dev.cairnfs.webui.shell;

import dev.cairnfs.webui.ConsoleUser;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The token that every state-changing request of the console carries in a header. It is bound to the user and to this
 * process: a page that was loaded before a restart must be loaded again before it can change anything.
 */
public final class ConsoleToken {
    /** The request header. A form of a foreign site cannot set it. */
    public static final String HEADER = "X-Cairn-Console";

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** With a fresh secret. */
    public ConsoleToken() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** The token of a user: 64 hex digits. */
    public String of(ConsoleUser user) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(user.name().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Compares in constant time. */
    public boolean matches(ConsoleUser user, @Nullable String presented) {
        return presented != null
                && MessageDigest.isEqual(
                        of(user).getBytes(StandardCharsets.US_ASCII), presented.getBytes(StandardCharsets.UTF_8));
    }
}
