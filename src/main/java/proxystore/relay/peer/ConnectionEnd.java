package proxystore.relay.peer;

import org.jspecify.annotations.Nullable;

/**
 * How a connection ends.
 *
 * @param code the close code (RFC 6455, section 7.4)
 * @param why the reason as logs show it
 */
record ConnectionEnd(int code, String why) {
    private static final int NORMAL_CLOSURE = 1000;
    private static final int GOING_AWAY = 1001;
    /** Stands for a close frame without a code (RFC 6455, section 7.1.5). */
    private static final int NO_CODE = 1005;
    /** Stands for the lack of a close frame (RFC 6455, section 7.1.5). */
    private static final int ABNORMAL_CLOSURE = 1006;

    /** The end by a close frame with this code and reason. */
    static ConnectionEnd byFrame(int code, @Nullable String reason) {
        return new ConnectionEnd(
                code, "closed with " + code + (reason == null || reason.isEmpty() ? "" : " " + reason));
    }

    /** The end without a close frame. */
    static ConnectionEnd abnormal(String why) {
        return new ConnectionEnd(ABNORMAL_CLOSURE, why);
    }

    boolean isNormal() {
        return code == NORMAL_CLOSURE || code == GOING_AWAY || code == NO_CODE;
    }
}
