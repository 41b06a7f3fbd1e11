package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.OutboxConfig;
import proxystore.relay.message.EncodedMessage;

class OutboxTest {
    private static final OutboxConfig LIMITS = new OutboxConfig(3, 1024, 2048, 0, Duration.ofSeconds(20));

    private final RecordingTransport transport = new RecordingTransport("192.0.2.1:1");
    private final SettableClock clock = new SettableClock();
    private final List<String> events = new ArrayList<>();
    private final OutboxBudget budget = new OutboxBudget(LIMITS);
    private @Nullable Runnable whenSendFails;
    private final Outbox.Owner owner = new Outbox.Owner() {
        @Override
        public void sending(OutboundMessage outbound, long nowNanos) {}

        @Override
        public void undelivered(OutboundMessage outbound, String reason) {
            events.add(outbound.text() + " undelivered: " + reason);
            budget.release(outbound);
        }

        @Override
        public void uncertain(OutboundMessage outbound) {
            events.add(outbound.text() + " uncertain");
        }

        @Override
        public void sendFailed(Throwable failure) {
            events.add("failed: " + failure.getMessage());
            if (whenSendFails != null) {
                whenSendFails.run();
            }
        }

        @Override
        public void drained() {
            events.add("drained");
        }
    };
    private final Outbox outbox = new Outbox(transport, owner, LIMITS, budget, clock);

    private @Nullable String offer(String text) {
        return outbox.offer(OutboundMessage.ofRelay(EncodedMessage.of(text)));
    }

    private static OutboundMessage returned(String text) {
        return OutboundMessage.ofReturned(EncodedMessage.of(text));
    }

    private void offerAll(String... texts) {
        for (String text : texts) {
            assertThat(offer(text)).isNull();
        }
    }

    @Test
    void returnedMessagesHaveALimitOfTheirOwn() {
        transport.hold();
        offerAll("a", "b", "c");
        OutboundMessage returned = returned("r".repeat(1024));
        assertThat(outbox.offer(returned)).isNull();
        assertThat(outbox.offer(returned)).isNull();
        assertThat(outbox.offer(returned("r")))
                .isEqualTo("too many returned messages wait for it (2048 of 2048 bytes)");
        assertThat(offer("d")).isEqualTo("its outbox is full (3 messages)");
        transport.complete(null);
        offerAll("d");
        transport.release();
        assertThat(transport.sent()).containsExactly("a", "b", "c", "r".repeat(1024), "r".repeat(1024), "d");
        transport.hold();
        assertThat(outbox.offer(returned)).isNull();
        assertThat(outbox.offer(returned)).isNull();
        assertThat(outbox.offer(returned("r"))).isNotNull();
    }

    @Test
    void closedOutboxReportsTheEndOfItsSendInFlight() {
        transport.hold();
        offerAll("a");
        outbox.close("closed");
        assertThat(events).isEmpty();
        transport.complete(null);
        assertThat(events).containsExactly("drained");
    }

    @Test
    void messageIsSentAtOnceIfNothingIsInFlight() {
        offerAll("a");
        assertThat(transport.sent()).containsExactly("a");
        offerAll("b");
        assertThat(transport.sent()).containsExactly("a", "b");
        assertThat(outbox.inFlightNanos()).isZero();
    }

    @Test
    void sendsOneAfterTheOtherInTheOrderOfTheOffers() {
        transport.hold();
        offerAll("a", "b", "c");
        assertThat(transport.sent()).containsExactly("a");
        transport.complete(null);
        assertThat(transport.sent()).containsExactly("a", "b");
        offerAll("d");
        transport.release();
        assertThat(transport.sent()).containsExactly("a", "b", "c", "d");
        assertThat(events).isEmpty();
    }

    @Test
    void ageOfTheSendInFlightIsKnown() {
        transport.hold();
        offerAll("a", "b");
        clock.advance(Duration.ofSeconds(7));
        assertThat(outbox.inFlightNanos()).isEqualTo(7_000_000_000L);
        transport.complete(null);
        assertThat(outbox.inFlightNanos()).isEqualTo(1); // the next one's, which has just begun
        transport.complete(null);
        assertThat(outbox.inFlightNanos()).isZero();
    }

    @Test
    void hundredThousandImmediateCompletionsDoNotRecurse() {
        Outbox large = new Outbox(
                transport,
                owner,
                new OutboxConfig(1_000_000, 1L << 30, 1024, 1L << 40, Duration.ofSeconds(1)),
                new OutboxBudget(new OutboxConfig(1, 1024, 1024, 1L << 40, Duration.ofSeconds(1))),
                clock);
        transport.hold();
        List<String> texts = IntStream.range(0, 100_000).mapToObj(i -> "m" + i).toList();
        texts.forEach(text -> assertThat(large.offer(OutboundMessage.ofRelay(EncodedMessage.of(text))))
                .isNull());
        transport.release();
        assertThat(transport.sent()).isEqualTo(texts);
    }

    @Test
    void refusesTheMessagePastTheBoundAndTakesItAgainBelow() {
        transport.hold();
        offerAll("a", "b", "c");
        assertThat(offer("d")).isEqualTo("its outbox is full (3 messages)");
        transport.complete(null);
        assertThat(offer("d")).isNull();
        assertThat(offer("e")).isNotNull();
        transport.release();
        assertThat(transport.sent()).containsExactly("a", "b", "c", "d");
        assertThat(events).isEmpty();
    }

    @Test
    void refusesTheBytePastTheBoundTheSendInFlightCounts() {
        transport.hold();
        offerAll("é".repeat(500)); // two bytes each
        assertThat(offer("x".repeat(25))).isEqualTo("its outbox is full (1000 of 1024 bytes)");
        assertThat(offer("x".repeat(24))).isNull();
        assertThat(offer("x")).isNotNull();
        transport.complete(null);
        assertThat(offer("x".repeat(1000))).isNull();
        assertThat(offer("x")).isNotNull();
        transport.release();
        assertThat(offer("x".repeat(1024))).isNull();
        assertThat(offer("x".repeat(1025))).isNotNull();
    }

    @Test
    void failedMessageIsReturnedBeforeTheFailureIsReported() {
        transport.hold();
        offerAll("a");
        transport.complete(new IOException("broken pipe"));
        assertThat(events).containsExactly("a undelivered: sending to it failed", "failed: broken pipe");
        assertThat(outbox.inFlightNanos()).isZero();
    }

    @Test
    void nothingIsSentAfterAFailureThatClosedTheOutbox() {
        whenSendFails = () -> outbox.close("it is closed");
        transport.hold();
        offerAll("a", "b", "c");
        transport.complete(new IOException("broken pipe"));
        assertThat(transport.sent()).containsExactly("a");
        assertThat(events)
                .containsExactly(
                        "a undelivered: sending to it failed",
                        "failed: broken pipe",
                        "b undelivered: it is closed",
                        "c undelivered: it is closed");
    }

    @Test
    void transportThatThrowsHasFailed() {
        Outbox throwing = new Outbox(new ThrowingTransport(), owner, LIMITS, budget, clock);
        assertThat(throwing.offer(OutboundMessage.ofRelay(EncodedMessage.of("a"))))
                .isNull();
        assertThat(events).containsExactly("a undelivered: sending to it failed", "failed: gone");
        assertThat(throwing.inFlightNanos()).isZero();
    }

    private static class ThrowingTransport extends QuietTransport {
        @Override
        public void send(EncodedMessage text, SendListener listener) {
            throw new IllegalStateException("gone");
        }
    }

    @Test
    void closeReturnsWaitingMessagesButNotTheOneInFlight() {
        transport.hold();
        offerAll("a", "b", "c");
        outbox.close("it is closed");
        assertThat(events).containsExactly("b undelivered: it is closed", "c undelivered: it is closed");
        assertThat(outbox.inFlightNanos()).isPositive();
        transport.complete(null);
        assertThat(transport.sent()).containsExactly("a");
        assertThat(outbox.inFlightNanos()).isZero();
        assertThat(events).hasSize(3).endsWith("drained");
    }

    @Test
    void closedOutboxSaysWhyItRefuses() {
        outbox.close("first reason");
        outbox.close("second reason");
        assertThat(offer("a")).isEqualTo("first reason");
        assertThat(transport.sent()).isEmpty();
    }

    @Test
    void abandonReturnsWaitingMessagesButNotTheOneThatTheKernelMayHave() {
        transport.hold();
        offerAll("a", "b", "c");
        outbox.abandon("it is gone");
        List<String> reported = List.of("b undelivered: it is gone", "c undelivered: it is gone", "a uncertain");
        assertThat(events).isEqualTo(reported);
        assertThat(outbox.inFlightNanos()).isZero();
        transport.complete(new IOException("too late"));
        outbox.abandon("again");
        assertThat(events).isEqualTo(reported);
        assertThat(transport.sent()).containsExactly("a");
    }

    @Test
    void abandonAfterCloseReportsEachMessageOnce() {
        transport.hold();
        offerAll("a", "b");
        outbox.close("it is closed");
        outbox.abandon("it is gone");
        assertThat(events).containsExactly("b undelivered: it is closed", "a uncertain");
    }

    @Test
    void failedSendThatMayHaveArrivedIsNotReturned() {
        transport.hold();
        offerAll("a");
        transport.completeUncertainly(new IOException("the session was closed"));
        assertThat(events).containsExactly("a uncertain", "failed: the session was closed");
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void endThatIsReportedTwiceCountsOnce() {
        ThrowingTransport twice = new ThrowingTransport() {
            @Override
            public void send(EncodedMessage text, SendListener listener) {
                listener.sent(null);
                listener.sent(new IOException("once more"));
                super.send(text, listener);
            }
        };
        Outbox reported = new Outbox(twice, owner, LIMITS, budget, clock);
        assertThat(reported.offer(OutboundMessage.ofRelay(EncodedMessage.of("a"))))
                .isNull();
        assertThat(events).isEmpty();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void errorWithinASendLeavesItsFateOpenAndTheOutboxUsable() {
        ThrowingTransport broken = new ThrowingTransport() {
            @Override
            public void send(EncodedMessage text, SendListener listener) {
                throw new OutOfMemoryError("no heap");
            }
        };
        Outbox unlucky = new Outbox(broken, owner, LIMITS, budget, clock);
        assertThat(unlucky.offer(OutboundMessage.ofRelay(EncodedMessage.of("a"))))
                .isNull();
        assertThat(events).containsExactly("a uncertain", "failed: no heap");
        assertThat(unlucky.inFlightNanos()).isZero();
    }

    /** The transport has reported the end of the first send, and the thread that sends it has not returned from there. */
    @Test
    void outboxOfAReceiverThatReadsIsNotFullWhileASendingThreadIsPreempted() throws Exception {
        CountDownLatch completed = new CountDownLatch(1);
        CountDownLatch resumed = new CountDownLatch(1);
        List<String> sent = new CopyOnWriteArrayList<>();
        Outbox preempted = new Outbox(
                new ThrowingTransport() {
                    @Override
                    public void send(EncodedMessage text, SendListener listener) {
                        sent.add(text.text());
                        if (sent.size() > 1) {
                            listener.sent(null);
                            return;
                        }
                        Thread completer = new Thread(() -> {
                            listener.sent(null);
                            completed.countDown();
                        });
                        completer.start();
                        awaitUninterruptibly(resumed);
                    }
                },
                owner,
                LIMITS,
                budget,
                clock);
        Thread sender = new Thread(() -> preempted.offer(OutboundMessage.ofRelay(EncodedMessage.of("first"))));
        sender.start();
        assertThat(completed.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(preempted.inFlightNanos()).isZero();
        for (int i = 0; i < 10 * LIMITS.maxMessages(); i++) {
            assertThat(preempted.offer(OutboundMessage.ofRelay(EncodedMessage.of("m" + i))))
                    .isNull();
            assertThat(sent).hasSize(i + 2);
        }

        resumed.countDown();
        sender.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(events).isEmpty();
        assertThat(budget.heldBytes()).isZero();
        assertThat(preempted.inFlightNanos()).isZero();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Test
    void messageCountsInTheBudgetUntilItHasEnded() {
        transport.hold();
        offerAll("a", "b", "c");
        assertThat(budget.heldBytes()).isEqualTo(3 * (512 + 1));
        assertThat(offer("d")).isNotNull();
        transport.complete(null);
        assertThat(budget.heldBytes()).isEqualTo(2 * (512 + 1));
        transport.complete(new IOException("broken pipe"));
        outbox.abandon("it is gone");
        assertThat(budget.heldBytes()).isZero();
        assertThat(offer("e")).isEqualTo("it is gone");
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void messageOfferedBetweenTwoSendsDoesNotOvertakeWaitingOnes() {
        whenSendFails = () -> offerAll("c");
        transport.hold();
        offerAll("a", "b");
        transport.complete(new IOException("once"));
        transport.release();
        assertThat(transport.sent()).containsExactly("a", "b", "c");
    }
}
