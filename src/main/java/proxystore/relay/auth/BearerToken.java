package proxystore.relay.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A bearer token (RFC 6750): a client that presents it acts as its user. So it is never logged, and the relay drops it
 * after the check; a cache keeps its hash. The container and the operating system may keep the request's bytes for
 * longer in reused buffers.
 *
 * @param value the token itself, for code that checks it
 */
public record BearerToken(String value) {
    /** The hexadecimal digits of a hash that tell the tokens of a relay apart. */
    public static final int FINGERPRINT_LENGTH = 8;

    /** The scheme in any case (RFC 9110, section 11.1), blanks, and RFC 6750's {@code b64token} (section 2.1). */
    private static final Pattern AUTHORIZATION =
            Pattern.compile("[ \\t]*(?i:Bearer)[ \\t]+([A-Za-z0-9._~+/-]+=*)[ \\t]*");

    /** The token of an {@code Authorization} header; empty if the header is malformed. */
    public static Optional<BearerToken> of(String authorization) {
        return Optional.of(AUTHORIZATION.matcher(authorization))
                .filter(matcher -> matcher.matches())
                .map(matcher -> new BearerToken(matcher.group(1)));
    }

    /** The start of a token's hash, by which administrators name the token. */
    public static String fingerprint(String sha256) {
        return sha256.substring(0, FINGERPRINT_LENGTH);
    }

    /** The token's SHA-256 in lower-case hexadecimal digits, by which it is remembered. */
    public String sha256() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "BearerToken[********]";
    }
}
