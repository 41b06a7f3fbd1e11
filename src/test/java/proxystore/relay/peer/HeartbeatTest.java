package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.auth.Credentials;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.message.Generation;

class HeartbeatTest {
    /** The shortest time that is watched decides how often the heartbeat looks: every 20 ms here. */
    private static final RelayConfig CONFIG = RelayConfig.of(Map.of("outbox.send_timeout", "0.01"));

    private final ConnectionFixture fixture = new ConnectionFixture();
    private final Heartbeat heartbeat = new Heartbeat(fixture.registry, CONFIG, fixture.clock);

    private static boolean runs() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("relay-heartbeat"));
    }

    @AfterEach
    void noThreadIsLeft() {
        heartbeat.close();
        await().until(() -> !runs());
    }

    @Test
    void looksAtEveryConnectionAgainAndAgain() {
        RecordingTransport first = new RecordingTransport("192.0.2.1:1");
        RecordingTransport second = new RecordingTransport("192.0.2.2:2");
        Connection silent = fixture.open(first);
        Connection lively = fixture.open(second);
        heartbeat.start();
        fixture.clock.advance(ConnectionFixture.PING_INTERVAL);
        await().until(() -> first.pings() == 1 && second.pings() == 1);
        lively.heard();
        fixture.clock.advance(ConnectionFixture.PONG_TIMEOUT.plusNanos(1));
        await().until(() -> first.terminations() == 1);
        assertThat(silent.isOpen()).isFalse();
        assertThat(lively.isOpen()).isTrue();
    }

    @Test
    void troubleWithOneConnectionIsNoTroubleOfAnother() {
        AtomicInteger times = new AtomicInteger();
        ConnectionContext broken = new ConnectionContext(
                fixture.registry,
                fixture.listener,
                fixture.config,
                task -> {
                    if (times.incrementAndGet() % 2 == 0) {
                        throw new StackOverflowError("broken");
                    }
                    throw new Broken();
                },
                fixture.clock);
        for (int i = 0; i < 3; i++) {
            Connection.open(new RecordingTransport("192.0.2.1:" + i), Credentials.NONE, Generation.V0_5, broken);
        }
        RecordingTransport transport = new RecordingTransport("192.0.2.2:2");
        Connection connection = fixture.open(transport);
        heartbeat.start();
        for (int ping = 1; ping <= 3; ping++) {
            fixture.clock.advance(ConnectionFixture.PING_INTERVAL.plus(Duration.ofSeconds(1)));
            int expected = ping;
            await().until(() -> transport.pings() == expected);
            connection.heard();
        }
    }

    /** Fills no log with its trace. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken() {
            super("broken", null, false, false);
        }
    }

    @Test
    void whatElseItDoesIsRepeatedThoughItFails() {
        AtomicInteger times = new AtomicInteger();
        heartbeat.every(Duration.ofMillis(1), () -> {
            times.incrementAndGet();
            throw new Broken();
        });
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
