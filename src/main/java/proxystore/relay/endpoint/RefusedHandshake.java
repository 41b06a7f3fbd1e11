package proxystore.relay.endpoint;

import proxystore.relay.events.Refusal;

/**
 * Why a handshake gets another answer than 101.
 *
 * @param kind what is counted
 * @param status the HTTP status code
 * @param reason one sentence for the client and for the log
 */
public record RefusedHandshake(Refusal kind, int status, String reason) {
    /** The status of a handshake with a version that the relay does not speak (RFC 6455, section 4.2.2). */
    public static final int UPGRADE_REQUIRED = 426;

    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    static RefusedHandshake malformed(String reason) {
        return new RefusedHandshake(Refusal.HANDSHAKE, BAD_REQUEST, reason);
    }

    static RefusedHandshake otherVersion(String reason) {
        return new RefusedHandshake(Refusal.HANDSHAKE, UPGRADE_REQUIRED, reason);
    }

    static RefusedHandshake foreignPage(String reason) {
        return new RefusedHandshake(Refusal.ORIGIN, FORBIDDEN, reason);
    }

    static RefusedHandshake wrongPath(String reason) {
        return new RefusedHandshake(Refusal.PATH, NOT_FOUND, reason);
    }
}
