package proxystore.relay.doctor;

import proxystore.relay.log.LogText;

/** A WebSocket has ended: the relay closed it, or it was cut. */
final class LinkEnd extends Exception {
    /** RFC 6455, section 7.4.1: the connection ended without a close frame. */
    static final int CUT = 1006;

    private final int code;

    /**
     * The end of a connection.
     *
     * @param reason of the close frame, or how the connection was cut
     */
    LinkEnd(int code, String reason) {
        super(reason);
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Code and reason, or how the connection was cut, in one line. */
    String shown() {
        String reason = LogText.of(String.valueOf(getMessage()));
        return code == CUT ? reason : ("closed with " + code + " " + reason).strip();
    }

    /** The problem that this end is for a step, with its evidence. */
    ProblemFound problem() {
        return new ProblemFound(Problem.ofClose(code), shown());
    }
}
