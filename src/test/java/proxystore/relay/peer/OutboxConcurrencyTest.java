package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import proxystore.relay.config.OutboxConfig;
import proxystore.relay.message.EncodedMessage;

/** The {@link Outbox} between threads that offer and threads that complete. */
class OutboxConcurrencyTest {
    private static final int SENDERS = 8;
    private static final int MESSAGES = 1_000;
    private static final OutboxConfig ROOMY = new OutboxConfig(1_000_000, 1L << 30, 1024, 0, Duration.ofSeconds(20));

    private final ExecutorService completers = Executors.newFixedThreadPool(2);
    private final ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    private final Set<String> undelivered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger drained = new AtomicInteger();

    private final OutboxBudget budget = new OutboxBudget(ROOMY);

    private final Outbox.Owner owner = new Outbox.Owner() {
        @Override
        public void sending(OutboundMessage outbound, long nowNanos) {}

        @Override
        public void undelivered(OutboundMessage outbound, String reason) {
            assertThat(undelivered.add(outbound.text().text())).isTrue();
            budget.release(outbound);
        }

        @Override
        public void uncertain(OutboundMessage outbound) {
            throw new AssertionError("no send fails");
        }

        @Override
        public void sendFailed(Throwable failure) {
            failures.incrementAndGet();
        }

        @Override
        public void drained() {
            drained.incrementAndGet();
        }
    };

    /** Completes every other send on the calling thread, the rest on other threads. */
    private final class BusyTransport extends QuietTransport {
        private final AtomicInteger inFlight = new AtomicInteger();
        private final AtomicInteger overlaps = new AtomicInteger();
        /** Written by one send at a time, which the test checks. */
        private final List<String> sent = new ArrayList<>();
        /** Set before the first send. */
        private @Nullable Runnable atTheThousandth;

        @Override
        public void send(EncodedMessage text, SendListener listener) {
            if (inFlight.incrementAndGet() != 1) {
                overlaps.incrementAndGet();
            }
            sent.add(text.text());
            if (sent.size() == 1_000 && atTheThousandth != null) {
                atTheThousandth.run();
            }
            if (sent.size() % 2 == 0) {
                complete(listener);
            } else {
                completers.execute(() -> complete(listener));
            }
        }

        private void complete(SendListener listener) {
            inFlight.decrementAndGet();
            listener.sent(null);
        }
    }

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        senders.shutdown();
        completers.shutdown();
        assertThat(senders.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        assertThat(completers.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }

    private void offerFromManyThreads(Outbox outbox, Set<String> refused) throws Exception {
        CyclicBarrier start = new CyclicBarrier(SENDERS);
        List<Future<?>> done = new ArrayList<>();
        for (int sender = 0; sender < SENDERS; sender++) {
            int number = sender;
            done.add(senders.submit(() -> {
                start.await();
                for (int i = 0; i < MESSAGES; i++) {
                    String text = number + " " + i;
                    if (outbox.offer(OutboundMessage.ofRelay(EncodedMessage.of(text))) != null) {
                        refused.add(text);
                    }
                }
                return null;
            }));
        }
        for (Future<?> sender : done) {
            sender.get(10, TimeUnit.SECONDS);
        }
    }

    @RepeatedTest(5)
    void eachSendersOrderIsKeptAndSendsNeverOverlap() throws Exception {
        BusyTransport transport = new BusyTransport();
        Outbox outbox = new Outbox(transport, owner, ROOMY, budget, System::nanoTime);
        Set<String> refused = ConcurrentHashMap.newKeySet();
        offerFromManyThreads(outbox, refused);
        await().until(() -> outbox.inFlightNanos() == 0);

        assertThat(budget.heldBytes()).isZero();
        assertThat(transport.overlaps).hasValue(0);
        assertThat(refused).isEmpty();
        assertThat(undelivered).isEmpty();
        assertThat(failures).hasValue(0);
        for (int sender = 0; sender < SENDERS; sender++) {
            String prefix = sender + " ";
            assertThat(transport.sent.stream().filter(text -> text.startsWith(prefix)))
                    .isEqualTo(IntStream.range(0, MESSAGES)
                            .mapToObj(i -> prefix + i)
                            .toList());
        }
        assertThat(transport.sent).hasSize(SENDERS * MESSAGES);
    }

    @RepeatedTest(5)
    void everyMessageIsSentOrReturnedOrRefusedWhenTheOutboxClosesMeanwhile() throws Exception {
        BusyTransport transport = new BusyTransport();
        Outbox outbox = new Outbox(transport, owner, ROOMY, budget, System::nanoTime);
        transport.atTheThousandth = () -> outbox.close("it is closed");
        Set<String> refused = ConcurrentHashMap.newKeySet();
        offerFromManyThreads(outbox, refused);
        await().until(() -> outbox.inFlightNanos() == 0);

        assertThat(budget.heldBytes()).isZero();
        assertThat(transport.overlaps).hasValue(0);
        assertThat(transport.sent).hasSize(1_000);
        List<String> all = new ArrayList<>(transport.sent);
        all.addAll(undelivered);
        all.addAll(refused);
        assertThat(all).hasSize(SENDERS * MESSAGES).doesNotHaveDuplicates();
    }
}
