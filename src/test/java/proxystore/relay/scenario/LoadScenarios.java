package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many messages, many senders, and a receiver that does not keep up. */
interface LoadScenarios extends Scenarios {
    /** Messages on their way to one receiver at most: below an outbox's 256, beyond which the relay may return some. */
    int WINDOW = 200;

    @EachPairOfGenerations
    default void twoThousandMessagesArriveInOrder(ClientGeneration from, ClientGeneration to) {
        TestEndpoint sender = peers().register(from);
        TestEndpoint receiver = peers().register(to);
        Semaphore window = new Semaphore(WINDOW);
        JsonObject offer = sender.offer(receiver.uuid());

        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 2_000; i++) {
                acquire(window);
                sender.peer().send(Wire.with(offer, "source_name", "message " + i));
            }
        });

        for (int i = 0; i < 2_000; i++) {
            assertThat(receiver.peer().expectMessage()).isEqualTo(Wire.with(offer, "source_name", "message " + i));
            window.release();
        }
        sending.join();
        sender.assertRegisteredAndQuiet();
    }

    @Test
    default void fiftySendersReachOneReceiverCompleteAndEachInOrder() {
        TestEndpoint receiver = peers().register(ClientGeneration.V0_5);
        Semaphore window = new Semaphore(WINDOW);
        List<TestEndpoint> senders = IntStream.range(0, 50)
                .mapToObj(i -> peers().register(ClientGeneration.byTurns(i)))
                .toList();
        List<Thread> sending = new ArrayList<>();
        for (TestEndpoint sender : senders) {
            JsonObject offer = sender.offer(receiver.uuid());
            sending.add(new Thread(() -> {
                for (int i = 0; i < 100; i++) {
                    acquire(window);
                    sender.peer().send(Wire.with(offer, "source_name", String.valueOf(i)));
                }
            }));
        }

        sending.forEach(Thread::start);
        Map<String, Integer> next = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            JsonObject message = receiver.peer().expectMessage();
            String sender = message.getString("source_uuid");
            assertThat(message.getString("source_name"))
                    .isEqualTo(next.getOrDefault(sender, 0).toString());
            next.merge(sender, 1, Integer::sum);
            window.release();
        }

        assertThat(next)
                .hasSize(50)
                .allSatisfy((sender, count) -> assertThat(count).isEqualTo(100));
        senders.forEach(TestEndpoint::assertRegisteredAndQuiet);
    }

    @EachGeneration
    default void aStalledReceiverDelaysNobodyAndWhatItDoesNotTakeComesBack(ClientGeneration generation) {
        TestEndpoint sender = peers().register(generation);
        TestEndpoint stalled = peers().register(generation, peers().handshake().receiveBuffer(4096));
        TestEndpoint alice = peers().register(generation);
        TestEndpoint bob = peers().register(generation);
        stalled.peer().freeze();

        Flood flood = new Flood(sender, stalled.uuid()).untilSomethingReturns();

        for (int i = 0; i < 10; i++) {
            flood.burst();
            Instant start = Instant.now();
            alice.reaches(bob);
            sender.reaches(alice);
            assertThat(Duration.between(start, Instant.now())).isLessThan(AT_ONCE);
        }

        stalled.peer().thaw();
        List<String> expected = new ArrayList<>(flood.sent().keySet());
        expected.removeAll(flood.returned().keySet());
        for (String description : expected) {
            assertThat(stalled.peer().expectMessage()).isEqualTo(flood.sent().get(description));
        }
        sender.reaches(stalled);
        sender.assertRegisteredAndQuiet();
    }

    @EachGeneration
    default void whatAStalledReceiverLeavesBehindComesBackAtItsEnd(ClientGeneration generation) {
        TestEndpoint sender = peers().register(generation);
        TestEndpoint stalled = peers().register(generation, peers().handshake().receiveBuffer(4096));
        stalled.peer().freeze();
        Flood flood = new Flood(sender, stalled.uuid()).untilEverythingReturns();
        int waiting = flood.sent().size() - flood.returned().size();

        stalled.peer().reset();

        // Some of the waiting were in the kernel's buffers and count as sent; a full outbox (16 MiB) of 33 kB messages
        // was not.
        int before = flood.returned().size();
        while (flood.returned().size() < before + 100) {
            flood.takeBack(sender.peer().expectMessage());
        }
        assertThat(flood.returned().size()).isLessThanOrEqualTo(before + waiting);
    }

    private static void acquire(Semaphore window) {
        try {
            assertThat(window.tryAcquire(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                    .as("the receiver gets on")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
