package proxystore.relay.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * The address of an HTTP proxy.
 *
 * @param host its name or address, IPv6 in brackets
 * @param port its TCP port
 * @param credentials user and password, if it asks for them
 */
public record ProxyUrl(String host, int port, Optional<ProxyCredentials> credentials) {
    private static final int DEFAULT_PORT = 80;

    /** User and password for HTTP's basic authentication (RFC 7617). */
    public record ProxyCredentials(String user, Secret password) {}

    /**
     * Reads a URL with or without its scheme: {@code http://proxy.example.org:3128},
     * {@code user:password@proxy.example.org:3128}. User and password may have percent escapes.
     */
    public static Optional<ProxyUrl> parse(String text) {
        try {
            String given = text.strip();
            URI url = URI.create(given.contains("://") ? given : "http://" + given);
            boolean bare = "".equals(url.getRawPath()) || "/".equals(url.getRawPath()); // null in "mailto:…"
            boolean proxy =
                    "http".equalsIgnoreCase(url.getScheme()) && url.getHost() != null && url.getPort() <= 65_535;
            if (!proxy || !bare || url.getRawQuery() != null || url.getRawFragment() != null) {
                return Optional.empty();
            }
            int port = url.getPort() < 0 ? DEFAULT_PORT : url.getPort();
            return Optional.of(new ProxyUrl(url.getHost(), port, credentials(url)));
        } catch (IllegalArgumentException notAUrl) {
            return Optional.empty();
        }
    }

    /**
     * The HTTP proxy that the environment gives for a URL, as {@code https_proxy}, {@code http_proxy}, {@code all_proxy}
     * and {@code no_proxy}; empty if there is none.
     *
     * @param url of scheme {@code http} or {@code https}
     * @throws IllegalArgumentException if the variable's text is no such URL; the message names the variable only
     */
    public static Optional<ProxyUrl> ofEnvironment(URI url, Map<String, String> environment) {
        return ProviderVariables.proxy(url, environment)
                .map(variable -> parse(variable.value())
                        .orElseThrow(() ->
                                new IllegalArgumentException(variable.name() + ": not of the form http://host:port")));
    }

    private static Optional<ProxyCredentials> credentials(URI url) {
        String given = url.getRawUserInfo();
        if (given == null) {
            return Optional.empty();
        }
        String[] parts = given.split(":", 2);
        return Optional.of(
                new ProxyCredentials(decoded(parts[0]), new Secret(parts.length > 1 ? decoded(parts[1]) : "")));
    }

    private static String decoded(String escaped) {
        return URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** As logs show it: without user and password. */
    @Override
    public String toString() {
        return "http://" + host + ":" + port;
    }
}
