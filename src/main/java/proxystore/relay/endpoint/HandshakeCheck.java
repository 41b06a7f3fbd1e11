package proxystore.relay.endpoint;

import java.lang.System.Logger;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import proxystore.relay.Relay;
import proxystore.relay.config.Origin;
import proxystore.relay.log.LogText;

/** What the relay checks in an opening handshake before its container does, in every container alike. */
public final class HandshakeCheck {
    private static final Logger LOGGER = System.getLogger(HandshakeCheck.class.getName());

    private static final String ORIGIN = "Origin";

    /**
     * Headers that containers interpret and the relay has no use for. Tyrus writes a warning with a stack trace about a
     * tracing threshold that it does not know. The relay agrees to no extension and no subprotocol.
     */
    private static final List<String> UNUSED = List.of(
            "X-Tyrus-Tracing-Accept",
            "X-Tyrus-Tracing-Threshold",
            "tyrus-cluster-connection-id",
            "Sec-WebSocket-Extensions",
            "Sec-WebSocket-Protocol");

    private HandshakeCheck() {}

    /** Headers that the container's WebSocket implementation must not see. */
    public static List<String> unusedHeaders() {
        return UNUSED;
    }

    /** Whether the header is one of {@link #unusedHeaders}. */
    public static boolean isUnused(String header) {
        return UNUSED.stream().anyMatch(header::equalsIgnoreCase);
    }

    /**
     * Decides whether a handshake is refused with 403: that of a web page which is neither the relay's own nor allowed.
     * Logs the refusal.
     *
     * @param headers the values of the header of a name, in the order in which they came; empty if there is none
     * @param secure whether the request came over TLS
     * @param remoteAddress the client's address for the log
     * @return the body of the answer; empty if the handshake may go on
     */
    public static Optional<String> refusal(
            Relay relay, Function<String, List<String>> headers, boolean secure, String remoteAddress) {
        List<String> origins = headers.apply(ORIGIN);
        if (origins.isEmpty()
                || isAllowed(
                        origins, headers.apply("Host"), secure, relay.config().origins())) {
            return Optional.empty();
        }
        relay.refusals()
                .log(
                        LOGGER,
                        remoteAddress,
                        () -> "Refused the handshake of a web page from origin "
                                + LogText.of(String.join(", ", origins)) + " at " + remoteAddress
                                + ": if it may connect, add its origin to the setting origins");
        return Optional.of("Web pages of this origin may not connect to this relay (setting origins).\n");
    }

    private static boolean isAllowed(List<String> origins, List<String> hosts, boolean secure, List<Origin> allowed) {
        if (allowed.contains(Origin.ANY)) {
            return true;
        }
        if (origins.size() != 1) { // browsers send one
            return false;
        }
        return Origin.parse(origins.get(0))
                .filter(origin -> allowed.contains(origin) || (hosts.size() == 1 && origin.isAt(hosts.get(0), secure)))
                .isPresent();
    }
}
