package proxystore.relay;

/** What accepts a relay's connections, as a relay that stops uses it. */
public interface Acceptor {
    /** A container, which does nothing that the relay needs to know. */
    Acceptor CONTAINER = new Acceptor() {
        @Override
        public void stopAccepting() {}

        @Override
        public int awaitEnded(long deadlineNanos) {
            return 0;
        }
    };

    /** Accepts no further connection. */
    void stopAccepting();

    /**
     * Waits until the TCP connections of the closed WebSockets have ended.
     *
     * @param deadlineNanos when to stop waiting, by {@link System#nanoTime}
     * @return the number of those that were cut since {@link #stopAccepting} or have not ended
     */
    int awaitEnded(long deadlineNanos);
}
