package proxystore.relay.endpoint;

import java.lang.System.Logger;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import proxystore.relay.Relay;
import proxystore.relay.config.Origin;
import proxystore.relay.events.Refusal;
import proxystore.relay.log.LogText;

/** Checks an opening handshake before the container does, in the same way in every container. */
public final class HandshakeCheck {
    private static final Logger LOGGER = System.getLogger(HandshakeCheck.class.getName());

    private static final String ORIGIN = "Origin";

    /**
     * Headers that containers interpret and the relay does not use. Tyrus logs a warning with a stack trace about an unknown
     * tracing threshold. The relay accepts no extension and no subprotocol.
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
     * Refuses the handshake of a web page that is neither the relay's own nor allowed, with 403, and logs the refusal.
     *
     * @param headers returns the values of a header by name, in their order in the request; empty if there is none
     * @param secure whether the request came over TLS
     * @param remoteAddress the client's address for the log
     * @return the body of the answer; empty if the handshake may continue
     */
    public static Optional<String> refusal(
            Relay relay, Function<String, List<String>> headers, boolean secure, String remoteAddress) {
        List<String> origins = headers.apply(ORIGIN);
        if (origins.isEmpty()
                || isAllowed(
                        origins, headers.apply("Host"), secure, relay.config().origins())) {
            return Optional.empty();
        }
        relay.events().refused(Refusal.ORIGIN);
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
