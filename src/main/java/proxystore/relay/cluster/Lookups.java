package proxystore.relay.cluster;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import proxystore.relay.cluster.ClusterMessage.QueryAnswer;
import proxystore.relay.cluster.ClusterMessage.QueryVerdict;
import proxystore.relay.cluster.ClusterMessage.Stake;

/** Questions of administrators whether another node has a uuid. They change nothing. Any thread may ask. */
final class Lookups {
    /** The time that the other nodes have for their answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int MAX_WAITING = 64;

    private final String node;
    private final ClusterSender sender;
    private final AtomicLong lastNumber = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ConcurrentMap<Long, CompletableFuture<Presence>> questions = new ConcurrentHashMap<>();

    Lookups(String node, ClusterSender sender) {
        this.node = node;
        this.sender = sender;
    }

    /** Asks whether another node has a client with this uuid. The stage completes normally, within a second. */
    CompletionStage<Presence> ask(UUID uuid) {
        if (!sender.isConnected() || waiting.get() >= MAX_WAITING) {
            return CompletableFuture.completedStage(Presence.UNREACHABLE);
        }
        long number = lastNumber.incrementAndGet();
        CompletableFuture<Presence> answer = new CompletableFuture<>();
        questions.put(number, answer);
        waiting.incrementAndGet();
        sender.lookUp(new Stake(uuid, "", 0, node), number, () -> answer.complete(Presence.UNREACHABLE));
        return answer.completeOnTimeout(Presence.UNREACHABLE, PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((presence, failure) -> {
                    questions.remove(number);
                    waiting.decrementAndGet();
                });
    }

    /** A node has answered. */
    void answered(long number, QueryAnswer answer) {
        complete(number, answer.verdict() == QueryVerdict.FREE ? Presence.NONE : Presence.OTHER_NODE);
    }

    /** No node has the uuid. */
    void passed(long number) {
        complete(number, Presence.NONE);
    }

    private void complete(long number, Presence presence) {
        CompletableFuture<Presence> question = questions.get(number);
        if (question != null) {
            question.complete(presence);
        }
    }
}
