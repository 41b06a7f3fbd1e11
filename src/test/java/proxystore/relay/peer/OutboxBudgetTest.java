package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.OutboxConfig;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.message.PeerConnection;

class OutboxBudgetTest {
    /** Of one character, and with a name of two: 512 + 1 + 2 × 2 bytes. */
    private static final int FORWARDED_BYTES = 517;

    private static final int OWN_BYTES = 513;
    private static final String FULL = "the outboxes of all connections are full (2068 bytes, outbox.max_total_bytes)";

    private final ConnectionFixture fixture = new ConnectionFixture();
    private final Connection sender = fixture.open(new RecordingTransport("192.0.2.1:1"));
    private final OutboxBudget budget = budget(4 * FORWARDED_BYTES);

    private static OutboxBudget budget(long maxTotalBytes) {
        return new OutboxBudget(new OutboxConfig(1, 1024, 1024, maxTotalBytes, Duration.ofSeconds(1)));
    }

    private OutboundMessage forwarded() {
        EncodedMessage text = EncodedMessage.of("x");
        return OutboundMessage.ofPeer(
                text, sender, new PeerConnection(new UUID(0, 1), "ab", new UUID(0, 2), "offer", null, null, text), 0);
    }

    private static OutboundMessage own() {
        return OutboundMessage.ofRelay(EncodedMessage.of("x"));
    }

    @Test
    void forwardedMessagePastTheBoundIsRefusedAndTakenAgainBelow() {
        for (int i = 0; i < 4; i++) {
            assertThat(budget.reserve(forwarded(), false)).isNull();
        }
        assertThat(budget.heldBytes()).isEqualTo(4 * FORWARDED_BYTES);
        assertThat(budget.reserve(forwarded(), true)).isEqualTo(FULL);
        assertThat(budget.heldBytes()).isEqualTo(4 * FORWARDED_BYTES);
        budget.release(forwarded());
        assertThat(budget.reserve(forwarded(), false)).isNull();
        assertThat(budget.reserve(forwarded(), false)).isEqualTo(FULL);
    }

    @Test
    void theLargestNumberOfBytesIsRemembered() {
        assertThat(budget.reserve(forwarded(), false)).isNull();
        assertThat(budget.reserve(forwarded(), false)).isNull();
        budget.release(forwarded());
        budget.release(forwarded());
        assertThat(budget.reserve(forwarded(), false)).isNull();
        assertThat(budget.heldBytes()).isEqualTo(FORWARDED_BYTES);
        assertThat(budget.peakBytes()).isEqualTo(2 * FORWARDED_BYTES);
    }

    @Test
    void ownAndReturnedMessagesMayTakeAsMuchAgainAndPastThatOnlyIfTheirReceiverTakesThemAtOnce() {
        for (int i = 0; i < 8; i++) {
            assertThat(budget.reserve(i % 2 == 0 ? own() : OutboundMessage.ofReturned(EncodedMessage.of("x")), false))
                    .isNull();
        }
        assertThat(budget.heldBytes()).isEqualTo(8 * OWN_BYTES);
        assertThat(budget.reserve(own(), false)).isEqualTo(FULL);
        assertThat(budget.reserve(own(), true)).isNull();
        assertThat(budget.heldBytes()).isEqualTo(9 * OWN_BYTES);
    }

    @Test
    void boundWithoutASettingIsAQuarterOfTheHeap() {
        OutboxBudget automatic = budget(0);
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        OutboundMessage large = OutboundMessage.ofPeer(
                EncodedMessage.of("x".repeat(1 << 20)),
                sender,
                new PeerConnection(new UUID(0, 1), "", new UUID(0, 2), "offer", "", null, null),
                0);
        long fitting = quarter / large.heldBytes();
        for (long i = 0; i < fitting; i++) {
            assertThat(automatic.reserve(large, false)).isNull();
        }
        assertThat(automatic.reserve(large, false)).contains("(" + quarter + " bytes");
    }

    @Test
    void nothingIsLeftWhenManyThreadsHaveReservedAndReleased() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> ends = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            ends.add(threads.submit(() -> {
                for (int i = 0; i < 10_000; i++) {
                    OutboundMessage message = forwarded();
                    if (budget.reserve(message, false) == null) {
                        budget.release(message);
                    }
                }
            }));
        }
        threads.shutdown();
        for (Future<?> end : ends) {
            end.get(10, TimeUnit.SECONDS);
        }
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void aMessageThatFitsIsNotRefusedWhileALargerOneIsBeingRefused() throws Exception {
        OutboxBudget small = budget(2 * FORWARDED_BYTES);
        OutboundMessage large = OutboundMessage.ofPeer(
                EncodedMessage.of("x".repeat(1024)),
                sender,
                new PeerConnection(new UUID(0, 1), "", new UUID(0, 2), "offer", "", null, null),
                0);
        OutboundMessage fitting = forwarded();
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        Thread larger = new Thread(() -> {
            while (!done.get()) {
                small.reserve(large, false);
                started.countDown();
            }
        });
        larger.start();
        started.await();
        int refused = 0;
        for (int i = 0; i < 10_000_000; i++) {
            if (small.reserve(fitting, false) == null) {
                small.release(fitting);
            } else {
                refused++;
            }
        }
        done.set(true);
        larger.join();
        assertThat(refused).isZero();
        assertThat(small.heldBytes()).isZero();
    }
}
