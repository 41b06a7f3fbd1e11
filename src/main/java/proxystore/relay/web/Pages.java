package proxystore.relay.web;

import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;

/** The pages of one relay, by path. Makes them from what is in memory and never blocks. Any thread may call. */
public final class Pages {
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final Relay relay;

    /** The pages of this relay. */
    public Pages(Relay relay) {
        this.relay = relay;
    }

    /**
     * Answers a request whose method is GET, or one that the server treats like GET. The server leaves out the body of the
     * answer to HEAD.
     */
    public Page answer(PageRequest request) {
        if (!request.path().equals("/")) {
            return Page.text(NOT_FOUND, "Nothing here. The relay is at /\n");
        }
        if (relay.refusal().isPresent()) {
            return Page.text(UNAVAILABLE, relay.refusal().get().reason() + "\n");
        }
        RelayConfig config = relay.config();
        return Page.text(
                OK, WelcomePage.text(request, config.proxy(), config.auth().method()));
    }

    /** Answers a handshake that is refused before the endpoint receives it. */
    public static Page refusedHandshake(String reason) {
        return Page.text(FORBIDDEN, reason);
    }
}
