package proxystore.relay.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Pairs of connected clients. Each pair has two directions: offers and answers. */
final class Pairs {
    private final List<BenchClient> clients;
    private final List<Direction> directions = new ArrayList<>();
    private final BenchCounters counters;
    private final LongConsumer latency;

    /**
     * Pairs the first client with the second, the third with the fourth, and so on.
     *
     * @param latency as in {@link MessageFlow}
     */
    Pairs(List<BenchClient> clients, String description, BenchCounters counters, LongConsumer latency) {
        this.clients = clients;
        this.counters = counters;
        this.latency = latency;
        for (int i = 0; i + 1 < clients.size(); i += 2) {
            join(clients.get(i), clients.get(i + 1), description);
        }
    }

    private void join(BenchClient one, BenchClient other, String description) {
        MessageFlow offers = new MessageFlow(one.uuid(), other.uuid(), "offer", description, counters, latency);
        MessageFlow answers = new MessageFlow(other.uuid(), one.uuid(), "answer", description, counters, latency);
        one.onMessage(text -> receive(text, answers, offers));
        other.onMessage(text -> receive(text, offers, answers));
        directions.add(new Direction(one, offers));
        directions.add(new Direction(other, answers));
    }

    private static void receive(CharSequence text, MessageFlow in, MessageFlow out) {
        if (!in.receive(text)) {
            out.receiveReturned(text);
        }
    }

    List<Direction> directions() {
        return directions;
    }

    long inFlight() {
        return directions.stream()
                .mapToLong(direction -> direction.flow().inFlight())
                .sum();
    }

    /** Why the pairs can exchange no more messages; null while a connection is left. */
    @Nullable
    String endReason() {
        return clients.stream().allMatch(client -> client.ended().isDone()) ? "no connection was left" : null;
    }

    /**
     * Abandons the messages in flight.
     *
     * @param counting whether they count as lost
     */
    void abandon(boolean counting) {
        for (Direction direction : directions) {
            int abandoned = direction.flow().abandon();
            if (counting && abandoned > 0) {
                counters.lost.add(abandoned);
                counters.problem("not every message arrived");
            }
        }
    }
}
