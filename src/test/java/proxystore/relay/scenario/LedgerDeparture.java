package proxystore.relay.scenario;

/** How a client of a {@link Ledger} has ended its connection, if it did. */
enum LedgerDeparture {
    /** It has not. */
    NONE,
    /** By a close frame with 1000, after which it reads until the relay's end. */
    CLOSE_FRAME,
    /** By the end of its stream, after which it reads until the relay's end. */
    END_OF_STREAM,
    /** By a reset, with which everything on the way is lost. */
    RESET,
    /** It has not; its node was killed, with what the node had read. */
    NODE_KILLED;

    /** Whether the relay may end the connection without a close frame. */
    boolean isAbrupt() {
        return this != NONE && this != CLOSE_FRAME;
    }
}
