package proxystore.relay.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The origin of a web page (RFC 6454), as browsers send it in the {@code Origin} header of a handshake.
 *
 * @param scheme in lower case; {@code *} in {@link #ANY}
 * @param host in lower case, IPv6 in brackets; empty in {@link #ANY}
 * @param port the port, also if it is the scheme's default; 0 if there is none
 */
public record Origin(String scheme, String host, int port) {
    /** Every origin; {@code *} in the setting. */
    public static final Origin ANY = new Origin("*", "", 0);

    private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443, "ws", 80, "wss", 443);
    private static final String HOST = "(?<host>\\[[0-9A-Fa-f:.]+\\]|[^\\s:/?#@\\[\\]\\\\,]+)(?::(?<port>\\d{1,5}))?";
    private static final Pattern ORIGIN = Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://" + HOST);
    private static final Pattern AUTHORITY = Pattern.compile(HOST);

    /** Reads the value of an {@code Origin} header; empty for {@code null}, which pages without an origin send. */
    public static Optional<Origin> parse(String text) {
        Matcher matcher = ORIGIN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String scheme = matcher.group("scheme").toLowerCase(Locale.ROOT);
        return Optional.of(new Origin(scheme, host(matcher), port(matcher, PORTS.getOrDefault(scheme, 0))));
    }

    /** Reads an item of the setting. */
    static Optional<Origin> setting(String text) {
        return text.strip().equals("*") ? Optional.of(ANY) : parse(text.strip());
    }

    /**
     * Whether a page of this origin was served by the host and port to which a request is addressed.
     *
     * @param authority the request's {@code Host} header
     * @param secure whether the request arrived over TLS; if not, a proxy may have terminated TLS, and a missing port
     *     is the default of the origin's scheme
     */
    public boolean isAt(String authority, boolean secure) {
        Matcher matcher = AUTHORITY.matcher(authority);
        if (!matcher.matches() || !host.equals(host(matcher))) {
            return false;
        }
        return port == port(matcher, secure ? 443 : PORTS.getOrDefault(scheme, -1));
    }

    private static String host(Matcher matcher) {
        return matcher.group("host").toLowerCase(Locale.ROOT);
    }

    private static int port(Matcher matcher, int otherwise) {
        String port = matcher.group("port");
        return port == null ? otherwise : Integer.parseInt(port);
    }

    @Override
    public String toString() {
        if (equals(ANY)) {
            return "*";
        }
        return scheme + "://" + host + (port == PORTS.getOrDefault(scheme, 0) ? "" : ":" + port);
    }
}
