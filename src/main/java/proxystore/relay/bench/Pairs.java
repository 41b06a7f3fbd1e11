package proxystore.relay.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Pairs of connected clients and the two flows of each: offers one way, answers the other. */
final class Pairs {
    /** One way through the relay. */
    record Way(BenchClient from, MessageFlow flow) {
        /** Sends the next message; does not block. Messages that two threads send keep the order of their numbers. */
        void send(long due) {
            synchronized (flow) {
                long number = flow.depart(due);
                from.queue(() -> flow.text(number));
            }
            from.flush();
        }
    }

    private final List<BenchClient> clients;
    private final List<Way> ways = new ArrayList<>();
    private final BenchCounters tally;
    private final LongConsumer latency;

    /**
     * The first client with the second, the third with the fourth, and so on.
     *
     * @param latency as {@link MessageFlow} has it
     */
    Pairs(List<BenchClient> clients, String description, BenchCounters tally, LongConsumer latency) {
        this.clients = clients;
        this.tally = tally;
        this.latency = latency;
        for (int i = 0; i + 1 < clients.size(); i += 2) {
            join(clients.get(i), clients.get(i + 1), description);
        }
    }

    private void join(BenchClient one, BenchClient other, String description) {
        MessageFlow offers = new MessageFlow(one.uuid(), other.uuid(), "offer", description, tally, latency);
        MessageFlow answers = new MessageFlow(other.uuid(), one.uuid(), "answer", description, tally, latency);
        one.onMessage(text -> receive(text, answers, offers));
        other.onMessage(text -> receive(text, offers, answers));
        ways.add(new Way(one, offers));
        ways.add(new Way(other, answers));
    }

    private static void receive(CharSequence text, MessageFlow in, MessageFlow out) {
        if (!in.arrived(text)) {
            out.cameBack(text);
        }
    }

    List<Way> ways() {
        return ways;
    }

    long inFlight() {
        return ways.stream().mapToLong(way -> way.flow().inFlight()).sum();
    }

    /** Not null once no connection is left. */
    @Nullable
    String over() {
        return clients.stream().allMatch(client -> client.ended().isDone()) ? "no connection was left" : null;
    }

    /** Stops listening; what is in flight is lost if it is to count. */
    void giveUp(boolean counting) {
        for (Way way : ways) {
            int given = way.flow().giveUp();
            if (counting && given > 0) {
                tally.lost.add(given);
                tally.problem("not every message arrived");
            }
        }
    }
}
