package proxystore.relay.web;

import java.util.Map;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.endpoint.HandshakeCheck;
import proxystore.relay.endpoint.RefusedHandshake;
import proxystore.relay.endpoint.RequestHead;

/** The pages of one relay, by path. Makes them from what is in memory and never blocks. Any thread may call. */
public final class Pages {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;
    /** RFC 6455, section 4.2.2. */
    private static final Map<String, String> SUPPORTED_VERSION = Map.of("Sec-WebSocket-Version", "13");

    private final Relay relay;

    /** The pages of this relay. */
    public Pages(Relay relay) {
        this.relay = relay;
    }

    /** Answers a request that is no handshake. The server leaves out the body of the answer to HEAD. */
    public Page answer(RequestHead request) {
        String method = request.line().method();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Page.text(
                    METHOD_NOT_ALLOWED, Map.of("Allow", "GET, HEAD"), "The pages of the relay are for GET and HEAD.\n");
        }
        if (!request.line().path().equals(HandshakeCheck.PATH)) {
            return Page.text(NOT_FOUND, HandshakeCheck.notFound(request.line().contextPath()) + "\n");
        }
        if (relay.refusal().isPresent()) {
            return Page.text(UNAVAILABLE, relay.refusal().get().reason() + "\n");
        }
        RelayConfig config = relay.config();
        return Page.text(
                OK, WelcomePage.text(request, config.proxy(), config.auth().method()));
    }

    /** Answers a handshake that is refused before the endpoint receives it. */
    public static Page refusedHandshake(RefusedHandshake refused) {
        Map<String, String> headers =
                refused.status() == RefusedHandshake.UPGRADE_REQUIRED ? SUPPORTED_VERSION : Map.of();
        return Page.text(refused.status(), headers, refused.reason() + "\n");
    }

    /** Answers a request that the server cannot read. */
    public static Page unreadable(int status, String reason) {
        return Page.text(status, reason + "\n");
    }
}
