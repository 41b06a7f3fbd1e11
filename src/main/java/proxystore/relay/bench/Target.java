package proxystore.relay.bench;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import proxystore.relay.config.Secret;

/**
 * The relay under load, and what its clients need to connect.
 *
 * @param token sent as {@code Authorization: Bearer} in each handshake (RFC 6750, section 2.1)
 * @param trust verifies the relay's certificate; empty for the JDK's authorities
 */
public record Target(URI url, Optional<Secret> token, Optional<SSLContext> trust) {
    /** Visible ASCII; every bearer token has only such characters (RFC 6750, section 2.1). */
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    /**
     * Checks the token.
     *
     * @throws IllegalArgumentException if it has other characters than visible ASCII; the message does not quote it
     */
    public Target {
        checkToken(token);
    }

    /**
     * Checks that a token can be sent in a header.
     *
     * @throws IllegalArgumentException if it has other characters than visible ASCII; the message does not quote it
     */
    public static void checkToken(Optional<Secret> token) {
        if (token.isPresent() && !TOKEN.matcher(token.get().value()).matches()) {
            throw new IllegalArgumentException("the token is empty or has characters other than visible ASCII");
        }
    }

    /**
     * Reads the address of a relay.
     *
     * @throws IllegalArgumentException if it is not an absolute {@code ws} or {@code wss} URL with a host (RFC 6455,
     *     section 3)
     */
    public static URI url(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(text + " is no URL: " + e.getReason());
        }
        boolean webSocket = "ws".equalsIgnoreCase(url.getScheme()) || isSecure(url);
        if (!webSocket || url.getHost() == null) {
            throw new IllegalArgumentException(text + " is not of the form ws://host:port/ or wss://host:port/");
        }
        if (url.getFragment() != null || url.getUserInfo() != null || url.getPort() > 65_535 || url.getPort() == 0) {
            throw new IllegalArgumentException(text + ": a WebSocket URL has no user and no #, and a port up to 65535");
        }
        return url;
    }

    /** Whether the relay's address has the scheme {@code wss}. */
    public static boolean isSecure(URI url) {
        return "wss".equalsIgnoreCase(url.getScheme());
    }
}
