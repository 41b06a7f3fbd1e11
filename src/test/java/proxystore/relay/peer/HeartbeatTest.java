package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.RelayConfig;

class HeartbeatTest {
    /** The shortest watched time determines the heartbeat's tick: 20 ms here. */
    private static final RelayConfig CONFIG =
            RelayConfig.of(Map.of("outbox.send_timeout", "0.01", "heartbeat.pong_timeout", "15"));

    private static final long STEP_MS = 400;

    private final ConnectionFixture fixture = new ConnectionFixture();
    /** Milliseconds by which the clock will advance. */
    private final AtomicLong ahead = new AtomicLong();

    private final AtomicLong ticks = new AtomicLong();
    private final Heartbeat heartbeat = new Heartbeat(fixture.registry, CONFIG, this::nextTick);

    /** Each tick advances the clock by a part of that time: all of it at once would be a pause. */
    private long nextTick() {
        ticks.incrementAndGet();
        fixture.clock.advance(Duration.ofMillis(
                ahead.getAndUpdate(left -> Math.max(0, left - STEP_MS)) > 0 ? STEP_MS : 0));
        return fixture.clock.getAsLong();
    }

    private void pass(Duration running) {
        ahead.addAndGet(running.toMillis() + STEP_MS);
    }

    private static boolean runs() {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(HeartbeatTest::isHeartbeat);
    }

    private static boolean isHeartbeat(Thread thread) {
        return thread.getName().equals("relay-heartbeat");
    }

    @AfterEach
    void noThreadIsLeft() {
        heartbeat.close();
        await().until(() -> !runs());
    }

    @Test
    void everyConnectionIsCheckedRepeatedly() {
        RecordingTransport first = new RecordingTransport("192.0.2.1:1");
        RecordingTransport second = new RecordingTransport("192.0.2.2:2");
        Connection silent = fixture.open(first);
        Connection lively = fixture.open(second);
        heartbeat.start();
        pass(ConnectionFixture.PING_INTERVAL);
        await().until(() -> first.pings() == 1 && second.pings() == 1);
        lively.markAlive();
        pass(ConnectionFixture.PONG_TIMEOUT);
        await().until(() -> first.terminations() == 1);
        assertThat(silent.isOpen()).isFalse();
        assertThat(lively.isOpen()).isTrue();
    }

    @Test
    void pauseOfTheProcessCutsNoPeerWhoseAnswerIsUnread() {
        RecordingTransport transport = new RecordingTransport("192.0.2.1:1");
        Connection connection = fixture.open(transport);
        heartbeat.start();
        pass(ConnectionFixture.PING_INTERVAL);
        await().until(() -> transport.pings() == 1);
        fixture.clock.advance(Duration.ofHours(1));
        pass(ConnectionFixture.PONG_TIMEOUT);
        await().until(() -> ahead.get() == 0);
        assertThat(connection.isOpen()).isTrue();
        pass(ConnectionFixture.PONG_TIMEOUT);
        await().until(() -> transport.terminations() == 1);
    }

    @Test
    void missedRunsOfATaskAreSkippedAfterAPause() {
        Duration interval = Duration.ofMillis(20);
        List<Long> runs = new CopyOnWriteArrayList<>();
        heartbeat.every(interval, () -> {
            runs.add(System.nanoTime());
            if (runs.size() == 1) {
                await().until(() -> System.nanoTime() - runs.get(0)
                        > interval.multipliedBy(10).toNanos());
                runs.add(System.nanoTime());
            }
        });
        heartbeat.start();
        await().until(() -> runs.size() > 3);
        assertThat(runs.get(2) - runs.get(1)).isGreaterThanOrEqualTo(interval.toNanos());
        assertThat(runs.get(3) - runs.get(2)).isGreaterThanOrEqualTo(interval.toNanos());
    }

    @Test
    void failureOfOneConnectionDoesNotAffectAnother() {
        AtomicInteger times = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            fixture.open(new RecordingTransport("192.0.2.1:" + i), task -> {
                if (times.incrementAndGet() % 2 == 0) {
                    throw new StackOverflowError("broken");
                }
                throw new Broken();
            });
        }
        RecordingTransport transport = new RecordingTransport("192.0.2.2:2");
        Connection connection = fixture.open(transport);
        heartbeat.start();
        for (int ping = 1; ping <= 3; ping++) {
            pass(ConnectionFixture.PING_INTERVAL);
            int expected = ping;
            await().until(() -> transport.pings() == expected);
            connection.markAlive();
        }
    }

    @Test
    void errorThatCannotBeLoggedEndsOneRound() {
        AtomicInteger rounds = new AtomicInteger();
        try (Heartbeat failing = new Heartbeat(fixture.registry, CONFIG, () -> {
            int round = rounds.getAndIncrement(); // 0 is the start
            if (round == 1 || round == 2) {
                throw new Unprintable();
            }
            return fixture.clock.getAsLong();
        })) {
            RecordingTransport transport = new RecordingTransport("192.0.2.1:1");
            fixture.open(transport);
            fixture.clock.advance(ConnectionFixture.PING_INTERVAL);
            failing.start();
            await().until(() -> transport.pings() == 1);
        }
    }

    /** Has no stack trace, which would fill the log. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken() {
            super("broken", null, false, false);
        }
    }

    @Test
    void visitToAConnectionThatIsInOrderAllocatesNothing() {
        int connections = 10_000;
        for (int i = 0; i < connections; i++) {
            fixture.open(new RecordingTransport("192.0.2.1:" + i));
        }
        heartbeat.start();
        await().until(() -> ticks.get() > 2);
        long thread = Thread.getAllStackTraces().keySet().stream()
                .filter(HeartbeatTest::isHeartbeat)
                .mapToLong(Thread::getId)
                .findAny()
                .orElseThrow();
        long ticksBefore = ticks.get();
        long bytesBefore = allocatedBytes(thread);
        await().until(() -> ticks.get() > ticksBefore + 10);
        long bytes = allocatedBytes(thread) - bytesBefore;
        assertThat(bytes / (ticks.get() - ticksBefore)).isLessThan(connections);
    }

    private static long allocatedBytes(long thread) {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(thread);
    }

    @Test
    void failingTaskIsRepeated() {
        AtomicInteger times = new AtomicInteger();
        heartbeat.every(Duration.ofMillis(1), () -> {
            if (times.incrementAndGet() % 2 == 0) {
                throw new StackOverflowError("broken");
            }
            throw new Broken();
        });
        heartbeat.start();
        await().until(() -> times.get() > 2);
    }

    @Test
    void runsFromItsStartToItsClose() {
        assertThat(runs()).isFalse();
        heartbeat.start();
        await().until(HeartbeatTest::runs);
        heartbeat.close();
        await().until(() -> !runs());
        heartbeat.close();
    }
}
