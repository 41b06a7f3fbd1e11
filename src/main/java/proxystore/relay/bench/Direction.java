package proxystore.relay.bench;

/**
 * One direction between the two clients of a pair.
 *
 * @param sender sends the messages of the flow
 */
record Direction(BenchClient sender, MessageFlow flow) {
    /** Sends the next message; does not block. Messages of two threads are sent in the order of their numbers. */
    void send(long due) {
        synchronized (flow) {
            long number = flow.start(due);
            sender.queue(() -> flow.text(number));
        }
        sender.flush();
    }
}
