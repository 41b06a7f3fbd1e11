package proxystore.relay.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import proxystore.relay.config.AddressRange;
import proxystore.relay.config.ProxyConfig;

/**
 * Finds the client's address behind reverse proxies, from {@code Forwarded} (RFC 7239) or {@code X-Forwarded-For}.
 *
 * <p>Each proxy appends the address of its peer to the right end of the header; entries that the client has written are
 * further left. So the chain is read from the right, as long as the writer of an entry is trusted. An unreadable entry ends
 * the search at the hop that wrote it; no header causes an error.
 */
public final class ForwardedAddress {
    private ForwardedAddress() {}

    /**
     * The client's address for logs, with its port where that is known.
     *
     * <p>If both headers are present and name different hosts, both are ignored: a proxy that writes one of them passes the
     * other on as the client has sent it.
     *
     * @param host the connection's peer, an IP address
     * @param port the peer's port
     * @param headers returns the values of a header by name, in their order in the request; empty if there is none
     */
    public static String of(String host, int port, Function<String, List<String>> headers, ProxyConfig proxies) {
        ForwardedNode peer = new ForwardedNode(host, AddressRange.address(withoutZone(host)), port);
        if (!trusted(peer, proxies)) {
            return peer.toString();
        }
        List<String> forwarded = headers.apply("Forwarded");
        List<String> forwardedFor = headers.apply("X-Forwarded-For");
        ForwardedNode byForwarded = client(peer, forwarded, ForwardedAddress::forwardedFor, proxies);
        ForwardedNode byForwardedFor = client(peer, forwardedFor, ForwardedNode::parse, proxies);
        if (forwarded.isEmpty()) {
            return byForwardedFor.toString();
        }
        boolean agreed = forwardedFor.isEmpty() || byForwarded.sameHost(byForwardedFor);
        return (agreed ? byForwarded : peer).toString();
    }

    private static boolean trusted(ForwardedNode node, ProxyConfig proxies) {
        return node.address().isPresent() && proxies.trusts(node.address().get());
    }

    /** A link-local address has a suffix that names the interface (RFC 4007, section 11). */
    private static String withoutZone(String host) {
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }

    private static ForwardedNode client(
            ForwardedNode peer,
            List<String> lines,
            Function<String, Optional<ForwardedNode>> reader,
            ProxyConfig proxies) {
        ForwardedNode last = peer;
        for (int i = lines.size() - 1; i >= 0; i--) { // several lines are one list (RFC 9110, section 5.3)
            for (String element : fromTheRight(lines.get(i), ',')) {
                Optional<ForwardedNode> next = reader.apply(element);
                if (next.isEmpty()) {
                    return last;
                }
                last = next.get();
                if (!trusted(last, proxies)) {
                    return last;
                }
            }
        }
        return last;
    }

    /** The node in a forwarded-element's one {@code for} (RFC 7239, section 4). */
    private static Optional<ForwardedNode> forwardedFor(String element) {
        return parameter(element, "for").flatMap(ForwardedNode::parse);
    }

    /**
     * A parameter of a forwarded-element, without its quotes (RFC 7239, section 4).
     *
     * @param name in lower case
     * @return empty if the element has none or several
     */
    public static Optional<String> parameter(String element, String name) {
        List<String> values = fromTheRight(element, ';').stream()
                .filter(pair -> pair.toLowerCase(Locale.ROOT).startsWith(name + "="))
                .map(pair -> unquoted(pair.substring(name.length() + 1)))
                .toList();
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** Accepts missing quotes: the text between them is checked. */
    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    /**
     * The parts between unquoted separators, last first. Read from the right because the proxies wrote that end: a quote that
     * a client has left open, further left, does not hide it.
     */
    private static List<String> fromTheRight(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int end = text.length();
        for (int i = end - 1; i >= 0; i--) {
            char character = text.charAt(i);
            if (character == '"' && !escaped(text, i)) {
                quoted = !quoted;
            } else if (character == separator && !quoted) {
                parts.add(RequestHead.trimmed(text.substring(i + 1, end)));
                end = i;
            }
        }
        parts.add(RequestHead.trimmed(text.substring(0, end)));
        parts.removeIf(String::isEmpty); // empty elements are to be ignored (RFC 9110, section 5.6.1)
        return parts;
    }

    private static boolean escaped(String text, int index) {
        int backslashes = 0;
        while (backslashes < index && text.charAt(index - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
