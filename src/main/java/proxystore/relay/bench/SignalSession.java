package proxystore.relay.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Two clients from the first connect to the end of both connections, with an offer and an answer in between. */
final class SignalSession {
    /** Longest time from the offer to the answer, in seconds; then the session has failed. */
    private static final int ANSWER_LIMIT_SECONDS = 10;

    private final long begin = System.nanoTime();
    private final String description;
    private final BenchCounters counters;
    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    /** Whether the outcome has been counted. */
    private final AtomicBoolean counted = new AtomicBoolean();

    SignalSession(String description, BenchCounters counters) {
        this.description = description;
        this.counters = counters;
    }

    /** Runs the session; always completes, and never exceptionally. */
    CompletionStage<Void> run(CompletableFuture<BenchClient> one, CompletableFuture<BenchClient> other) {
        return one.thenCombine(other, (first, second) -> List.of(first, second))
                .thenCompose(this::signal)
                .handle((answer, failure) -> count(failure))
                .thenCompose(success -> CompletableFuture.allOf(end(one), end(other)));
    }

    private CompletionStage<Void> signal(List<BenchClient> clients) {
        counters.opened.add(clients.size());
        Pairs pair = new Pairs(clients, description, counters, nanos -> {});
        Direction offer = pair.directions().get(0);
        Direction answer = pair.directions().get(1);
        offer.flow().onSettled(() -> answer.send(System.nanoTime()));
        answer.flow().onSettled(() -> answered.complete(null));
        for (BenchClient client : clients) {
            var unused = client.ended()
                    .thenRun(() -> answered.completeExceptionally(new BenchException("a connection ended too early")));
        }
        offer.send(begin);
        return answered.orTimeout(ANSWER_LIMIT_SECONDS, TimeUnit.SECONDS)
                .whenComplete((end, failure) -> pair.abandon(failure != null && !counted.get()));
    }

    /** Counts the outcome unless {@link #abandon} has; returns whether it is a success. */
    private boolean count(@Nullable Throwable failure) {
        if (counted.compareAndSet(false, true)) {
            if (failure == null) {
                counters.recordLatency(System.nanoTime() - begin);
                counters.sessions.increment();
            } else {
                fail(Connector.reason(failure));
            }
        }
        return failure == null;
    }

    private void fail(String why) {
        counters.failed.increment();
        counters.problem("a session failed: " + why);
    }

    /**
     * Ends the session because the bench is over.
     *
     * @param counting whether it counts as failed
     */
    void abandon(boolean counting) {
        if (counted.compareAndSet(false, true) && counting) {
            fail("it was not finished in time");
        }
        answered.completeExceptionally(new BenchException("the bench is over"));
    }

    /** Closes a client that may never have been opened. */
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
