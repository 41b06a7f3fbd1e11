package proxystore.relay.endpoint;

import java.lang.System.Logger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import proxystore.relay.Relay;
import proxystore.relay.config.AuthMethod;
import proxystore.relay.config.Origin;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.log.LogText;

/** Checks an opening handshake before the container does, in the same way in every container. */
public final class HandshakeCheck {
    private static final Logger LOGGER = System.getLogger(HandshakeCheck.class.getName());

    /** The relay's path within its application. */
    public static final String PATH = "/";

    private static final String ORIGIN = "Origin";
    private static final String AUTHORIZATION = "Authorization";

    /**
     * Headers that containers interpret and the relay does not use. Tyrus logs a warning with a stack trace about an unknown
     * tracing threshold. The relay accepts no extension.
     */
    private static final List<String> UNUSED = List.of(
            "X-Tyrus-Tracing-Accept",
            "X-Tyrus-Tracing-Threshold",
            "tyrus-cluster-connection-id",
            "Sec-WebSocket-Extensions");

    private HandshakeCheck() {}

    /**
     * The values of a header, as the container's WebSocket implementation sees them: none of a header that the relay does not
     * use, and a web page's token in {@code Authorization}, where endpoints send theirs.
     */
    public static List<String> values(RequestHead request, String header) {
        if (UNUSED.stream().anyMatch(header::equalsIgnoreCase)) {
            return List.of();
        }
        if (header.equalsIgnoreCase("Sec-WebSocket-Protocol")) {
            return PageCredentials.subprotocols(request);
        }
        List<String> values = request.values(header);
        return values.isEmpty() && header.equalsIgnoreCase(AUTHORIZATION)
                ? PageCredentials.authorization(request).stream().toList()
                : values;
    }

    /** The names of the headers that have values, among these names of a request's headers. */
    public static List<String> names(RequestHead request, List<String> given) {
        return Stream.concat(
                        given.stream().filter(name -> !name.equalsIgnoreCase(AUTHORIZATION)), Stream.of(AUTHORIZATION))
                .filter(name -> !values(request, name).isEmpty())
                .toList();
    }

    /** Whether the client means to open a WebSocket, with a well-formed handshake or not. */
    public static boolean isHandshake(RequestHead request) {
        return HandshakeSyntax.isHandshake(request);
    }

    /**
     * Refuses a handshake that is malformed, for another path than the relay's, or from a web page that is neither the
     * relay's own nor allowed. Logs and counts the refusal.
     *
     * @return the answer; empty if the handshake may continue
     */
    public static Optional<RefusedHandshake> refusal(Relay relay, RequestHead request) {
        Optional<RefusedHandshake> refused = HandshakeSyntax.violation(request)
                .or(() -> wrongPath(request.line()))
                .or(() -> foreignPage(relay, request));
        refused.ifPresent(refusal -> {
            String remoteAddress = request.remoteAddress(relay.config().proxy());
            relay.refused(LOGGER, refusal.kind(), remoteAddress, () -> logText(refusal, request, remoteAddress));
        });
        return refused;
    }

    private static Optional<RefusedHandshake> wrongPath(RequestHead.RequestLine line) {
        return line.path().equals(PATH)
                ? Optional.empty()
                : Optional.of(RefusedHandshake.wrongPath(notFound(line.contextPath())));
    }

    /** The text about a path where nothing is. */
    public static String notFound(String contextPath) {
        return "Nothing here. The relay is at " + contextPath + PATH;
    }

    private static Optional<RefusedHandshake> foreignPage(Relay relay, RequestHead request) {
        RelayConfig config = relay.config();
        return isAllowed(request, ownHosts(config, request), config.origins())
                ? Optional.empty()
                : Optional.of(RefusedHandshake.foreignPage(
                        "Web pages of this origin may not connect to this relay (setting origins)."));
    }

    /**
     * The hosts at which the relay's own pages are. There are none if the container authenticates users: the pages of its other
     * applications have the same host, and a browser sends its user's credentials from all of them.
     */
    private static List<String> ownHosts(RelayConfig config, RequestHead request) {
        return config.auth().method() == AuthMethod.CONTAINER ? List.of() : request.values("Host");
    }

    private static String logText(RefusedHandshake refused, RequestHead request, String remoteAddress) {
        return switch (refused.kind()) {
            case ORIGIN ->
                "Refused the handshake of a web page from origin "
                        + LogText.of(String.join(", ", request.values(ORIGIN))) + " at " + remoteAddress
                        + ": if it may connect, add its origin to the setting origins";
            case PATH ->
                "Refused the handshake of " + remoteAddress + " for the path "
                        + LogText.of(
                                request.line().contextPath() + request.line().path())
                        + ": correct the address in its endpoint, this relay is at "
                        + request.line().contextPath() + PATH;
            default -> "Refused the handshake of " + remoteAddress + ": " + refused.reason();
        };
    }

    /**
     * Whether the header {@code Origin} (RFC 6454) lets a request through: there is none, as in requests of programs, or it
     * is that of an allowed web page or of the relay's own.
     *
     * @param hosts the hosts at which the relay's own pages are
     * @param allowed the origins of other pages that may send the request
     */
    public static boolean isAllowed(RequestHead request, List<String> hosts, List<Origin> allowed) {
        List<String> origins = request.values(ORIGIN);
        if (origins.isEmpty() || allowed.contains(Origin.ANY)) {
            return true;
        }
        if (origins.size() != 1) { // browsers send one
            return false;
        }
        return Origin.parse(origins.get(0))
                .filter(origin ->
                        allowed.contains(origin) || (hosts.size() == 1 && origin.isAt(hosts.get(0), request.secure())))
                .isPresent();
    }
}
