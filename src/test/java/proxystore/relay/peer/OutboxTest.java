package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.OutboxConfig;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.WireText;

class OutboxTest {
    private static final OutboxConfig LIMITS = new OutboxConfig(3, 1024, 2048, Duration.ofSeconds(20));

    private final RecordingTransport transport = new RecordingTransport("192.0.2.1:1");
    private final SettableClock clock = new SettableClock();
    private final List<String> events = new ArrayList<>();
    private @Nullable Runnable whenSendFails;
    private final Outbox.Owner owner = new Outbox.Owner() {
        @Override
        public void undelivered(Outgoing outgoing, String reason) {
            events.add(outgoing.text() + " undelivered: " + reason);
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
    private final Outbox outbox = new Outbox(transport, owner, LIMITS, clock);

    private @Nullable String offer(String text) {
        return outbox.offer(Outgoing.ofRelay(WireText.of(text)));
    }

    private static Outgoing returned(String text) {
        return Outgoing.ofReturned(WireText.of(text));
    }

    private void offerAll(String... texts) {
        for (String text : texts) {
            assertThat(offer(text)).isNull();
        }
    }

    @Test
    void whatComesBackHasABoundOfItsOwn() {
        transport.hold();
        offerAll("a", "b", "c");
        Outgoing returned = returned("r".repeat(1024));
        assertThat(outbox.offer(returned)).isNull();
        assertThat(outbox.offer(returned)).isNull();
        assertThat(outbox.offer(returned("r"))).isEqualTo("too much has come back to it (2048 of 2048 bytes)");
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
    void closedOutboxTellsWhenItsSendInFlightHasEnded() {
        transport.hold();
        offerAll("a");
        outbox.close("closed");
        assertThat(events).isEmpty();
        transport.complete(null);
        assertThat(events).containsExactly("drained");
    }

    @Test
    void sendsAtOnceWhatFindsNothingInFlight() {
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
        Outbox large =
                new Outbox(transport, owner, new OutboxConfig(1_000_000, 1L << 30, 1024, Duration.ofSeconds(1)), clock);
        transport.hold();
        List<String> texts = IntStream.range(0, 100_000).mapToObj(i -> "m" + i).toList();
        texts.forEach(text ->
                assertThat(large.offer(Outgoing.ofRelay(WireText.of(text)))).isNull());
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
    void failedSendGoesBackBeforeTheOwnerHearsOfTheFailure() {
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
        Outbox throwing = new Outbox(new ThrowingTransport(), owner, LIMITS, clock);
        assertThat(throwing.offer(Outgoing.ofRelay(WireText.of("a")))).isNull();
        assertThat(events).containsExactly("a undelivered: sending to it failed", "failed: gone");
        assertThat(throwing.inFlightNanos()).isZero();
    }

    private static final class ThrowingTransport implements Transport {
        @Override
        public void send(WireText text, SendListener listener) {
            throw new IllegalStateException("gone");
        }

        @Override
        public void ping() {}

        @Override
        public void close(CloseStatus status) {}

        @Override
        public void terminate() {}

        @Override
        public String remoteAddress() {
            return "192.0.2.2:2";
        }
    }

    @Test
    void closeGivesBackWhatWaitsButNotWhatIsInFlight() {
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
    void closedOutboxSaysWhyItTakesNothing() {
        outbox.close("first reason");
        outbox.close("second reason");
        assertThat(offer("a")).isEqualTo("first reason");
        assertThat(transport.sent()).isEmpty();
    }

    @Test
    void abandonGivesBackEverythingOnce() {
        transport.hold();
        offerAll("a", "b", "c");
        outbox.abandon("it is gone");
        List<String> returned = Stream.of("a", "b", "c")
                .map(text -> text + " undelivered: it is gone")
                .toList();
        assertThat(events).isEqualTo(returned);
        assertThat(outbox.inFlightNanos()).isZero();
        transport.complete(new IOException("too late"));
        outbox.abandon("again");
        assertThat(events).isEqualTo(returned);
        assertThat(transport.sent()).containsExactly("a");
    }

    @Test
    void abandonAfterCloseGivesBackTheSendInFlight() {
        transport.hold();
        offerAll("a", "b");
        outbox.close("it is closed");
        outbox.abandon("it is gone");
        assertThat(events).containsExactly("b undelivered: it is closed", "a undelivered: it is gone");
    }

    @Test
    void messageOfferedBetweenTwoSendsDoesNotOvertakeWhatWaits() {
        whenSendFails = () -> offerAll("c");
        transport.hold();
        offerAll("a", "b");
        transport.complete(new IOException("once"));
        transport.release();
        assertThat(transport.sent()).containsExactly("a", "b", "c");
    }
}
