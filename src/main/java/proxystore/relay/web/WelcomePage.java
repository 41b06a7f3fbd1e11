package proxystore.relay.web;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import proxystore.relay.config.AddressRange;
import proxystore.relay.config.AuthMethod;
import proxystore.relay.config.ProxyConfig;
import proxystore.relay.endpoint.RequestHead;

/**
 * The page at the relay's address. It says what a relay is and shows the commands that point an endpoint at this one, with
 * the address that the request was sent to. Plain text, for browsers and terminals.
 */
final class WelcomePage {
    /**
     * Letters, digits, dots and hyphens, or an IPv6 address in brackets, with an optional port. Stricter than what
     * {@link proxystore.relay.config.Origin} compares: readers copy this text into a shell.
     */
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])(:\\d{1,5})?");

    private static final String HEAD = """
            This is a relay server for ProxyStore endpoints. They meet here over a WebSocket before they open a direct
            connection.

            """;

    private WelcomePage() {}

    /** The text of the page. It believes the {@code X-Forwarded-Proto} of a trusted proxy. */
    static String text(RequestHead request, ProxyConfig proxies, AuthMethod users) {
        String scheme = request.secure() || isSecureAtProxy(request, proxies) ? "wss://" : "ws://";
        String address = scheme + authority(request.headers().apply("Host"))
                + request.line().contextPath() + "/";
        return HEAD + command(address, users);
    }

    private static String command(String address, AuthMethod users) {
        String configure = "    proxystore-endpoint configure my-endpoint ";
        return switch (users) {
            case NONE ->
                "ProxyStore 0.6 and later:\n\n" + configure + "--relay-address " + address + " --no-relay-auth\n\n"
                        + "ProxyStore 0.5, and 0.4:\n\n" + configure + "--relay-server " + address + "\n" + configure
                        + "--server " + address + "\n";
            case GLOBUS ->
                "Users log in first. ProxyStore 0.6 and later:\n\n    proxystore-globus-auth login\n" + configure
                        + "--relay-address " + address + "\n";
            case JWT, TOKENS, CONTAINER ->
                "This relay is for users with a token or a password, which ProxyStore's own"
                        + " endpoints do not send.\nA program that makes ProxyStore's RelayClient passes them on:\n\n"
                        + "    RelayClient(\"" + address + "\", extra_headers={\"Authorization\": \"...\"})\n";
        };
    }

    private static boolean isSecureAtProxy(RequestHead request, ProxyConfig proxies) {
        boolean trusted = AddressRange.address(request.remoteHost())
                .filter(proxies::trusts)
                .isPresent();
        List<String> schemes = request.headers().apply("X-Forwarded-Proto");
        return trusted
                && schemes.size() == 1
                && schemes.get(0).strip().toLowerCase(Locale.ROOT).equals("https");
    }

    private static String authority(List<String> hosts) {
        return Optional.of(hosts)
                .filter(values -> values.size() == 1)
                .map(values -> values.get(0))
                .filter(host -> HOST_AND_PORT.matcher(host).matches())
                .orElse("HOST:PORT");
    }
}
