package proxystore.relay.doctor;

import java.time.Duration;
import java.util.Optional;
import proxystore.relay.log.LogText;

/** Sends messages between two temporary peers, and waits for each. */
final class PeerExchange {
    private static final Duration TURN = Duration.ofMillis(50);

    private final Duration limit;

    /**
     * A way of sending.
     *
     * @param limit longest time until a message arrives
     */
    PeerExchange(Duration limit) {
        this.limit = limit;
    }

    /**
     * Sends a message and waits until it arrives.
     *
     * @throws ProblemFound if it is returned, altered or lost
     * @throws LinkEnd if a connection ends
     */
    void send(TemporaryPeer from, TemporaryPeer to, String type, String description) throws ProblemFound, LinkEnd {
        from.link().send(from.message(to, type, description));
        long end = System.nanoTime() + limit.toNanos();
        do {
            Optional<String> received = to.link().receive(TURN);
            if (received.isEmpty() && from != to) {
                received = from.link().receive(Duration.ofMillis(1)); // returned to its sender
            }
            if (received.isPresent()) {
                TemporaryPeer.check(received.get(), description);
                return;
            }
        } while (System.nanoTime() < end);
        throw new ProblemFound(Problem.MESSAGE_LOST, "no message within " + LogText.of(limit));
    }
}
