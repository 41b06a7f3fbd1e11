package proxystore.relay.endpoint;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import proxystore.relay.config.AddressRange;

/**
 * One hop of a request, as the next hop names it (RFC 7239, section 6).
 *
 * @param name an IP address without brackets, or an obfuscated identifier such as {@code _gazonk}
 * @param address the address that {@code name} is; empty for an identifier
 * @param port 1 to 65535; 0 if it is not known
 */
record ForwardedNode(String name, Optional<InetAddress> address, int port) {
    /** Chosen by the proxy's administrator, and logged so that it can be searched for (RFC 7239, section 6.3). */
    private static final String OBFUSCATED = "_[A-Za-z0-9._-]{1,63}";

    private static final Pattern IDENTIFIER = Pattern.compile(OBFUSCATED);
    private static final Pattern NODE = Pattern.compile(
            "(?:\\[(?<bracketed>[^\\]]*)\\]|(?<name>[^:\\[\\]]+))(?::(?:(?<port>\\d{1,5})|" + OBFUSCATED + "))?");
    private static final int MAX_PORT = 65_535;

    /**
     * Reads a node of {@code Forwarded} or {@code X-Forwarded-For}; the latter may have IPv6 addresses without brackets.
     * {@code unknown} is no node.
     */
    static Optional<ForwardedNode> parse(String text) {
        Optional<InetAddress> bare = AddressRange.address(text);
        if (bare.isPresent()) {
            return Optional.of(new ForwardedNode(text, bare, 0));
        }
        Matcher matcher = NODE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean bracketed = matcher.group("bracketed") != null;
        String name = matcher.group(bracketed ? "bracketed" : "name");
        Optional<InetAddress> address = AddressRange.address(name);
        int port = matcher.group("port") == null ? 0 : Integer.parseInt(matcher.group("port"));
        boolean known = address.isPresent() ? bracketed == (name.indexOf(':') >= 0) : isIdentifier(name, bracketed);
        return known && port <= MAX_PORT ? Optional.of(new ForwardedNode(name, address, port)) : Optional.empty();
    }

    private static boolean isIdentifier(String name, boolean bracketed) {
        return !bracketed && IDENTIFIER.matcher(name).matches();
    }

    /** Whether both name the same host, on whatever port. */
    boolean sameHost(ForwardedNode other) {
        return address.isPresent() ? address.equals(other.address) : name.equals(other.name);
    }

    /** As logs show it. */
    @Override
    public String toString() {
        return port == 0 ? name : HandshakeContext.address(name, port);
    }
}
