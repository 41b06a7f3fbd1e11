package proxystore.relay.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Two clients from the first connect to the end of both connections, with an offer and an answer in between. */
final class SignalSession {
    /** A session whose answer has not come by then has failed; in seconds. */
    private static final int ANSWER_LIMIT_SECONDS = 10;

    private final long begin = System.nanoTime();
    private final String description;
    private final BenchCounters tally;
    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    /** Whether the outcome is in the tally. */
    private final AtomicBoolean judged = new AtomicBoolean();

    SignalSession(String description, BenchCounters tally) {
        this.description = description;
        this.tally = tally;
    }

    /** Runs the session to its end, which always comes; never fails. */
    CompletionStage<Void> run(CompletableFuture<BenchClient> one, CompletableFuture<BenchClient> other) {
        return one.thenCombine(other, (first, second) -> List.of(first, second))
                .thenCompose(this::signal)
                .handle((answer, failure) -> judge(failure))
                .thenCompose(success -> CompletableFuture.allOf(end(one), end(other)));
    }

    private CompletionStage<Void> signal(List<BenchClient> clients) {
        tally.opened.add(clients.size());
        Pairs pair = new Pairs(clients, description, tally, nanos -> {});
        Pairs.Way offer = pair.ways().get(0);
        Pairs.Way answer = pair.ways().get(1);
        offer.flow().onSettled(() -> answer.send(System.nanoTime()));
        answer.flow().onSettled(() -> answered.complete(null));
        for (BenchClient client : clients) {
            var unused = client.ended()
                    .thenRun(() -> answered.completeExceptionally(new BenchException("a connection ended too early")));
        }
        offer.send(begin);
        return answered.orTimeout(ANSWER_LIMIT_SECONDS, TimeUnit.SECONDS)
                .whenComplete((end, failure) -> pair.giveUp(failure != null && !judged.get()));
    }

    /** Puts the outcome into the tally, unless {@link #giveUp} has; says whether it is a success. */
    private boolean judge(@Nullable Throwable failure) {
        if (judged.compareAndSet(false, true)) {
            if (failure == null) {
                tally.took(System.nanoTime() - begin);
                tally.sessions.increment();
            } else {
                fail(Connector.reason(failure));
            }
        }
        return failure == null;
    }

    private void fail(String why) {
        tally.failed.increment();
        tally.problem("a session failed: " + why);
    }

    /** The bench is over: what has not happened by now has failed, if it is to count. */
    void giveUp(boolean counting) {
        if (judged.compareAndSet(false, true) && counting) {
            fail("it was not over in time");
        }
        answered.completeExceptionally(new BenchException("the bench is over"));
    }

    /** Closes a client that may never have come about. */
    private static CompletableFuture<Void> end(CompletableFuture<BenchClient> opening) {
        return opening.thenCompose(client -> {
                    client.close();
                    return client.ended()
                            .copy()
                            .orTimeout(ClientGroup.CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)
                            .whenComplete((end, late) -> client.abort());
                })
                .exceptionally(neverOpened -> null);
    }
}
