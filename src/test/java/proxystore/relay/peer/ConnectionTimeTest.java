package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;

/** {@link Connection} and time. */
class ConnectionTimeTest {
    private static final Duration INSTANT = Duration.ofNanos(1);

    private final ConnectionFixture fixture = new ConnectionFixture();
    private final RecordingTransport transport = new RecordingTransport("192.0.2.1:1");
    private final Connection connection = fixture.open(transport);

    private void assertCutOff() {
        assertThat(transport.terminations()).isEqualTo(1);
        assertThat(transport.closes()).isEmpty();
        assertThat(connection.isOpen()).isFalse();
        assertThat(fixture.registry.connections()).isEmpty();
    }

    @Test
    void pingIsDueAfterTheInterval() {
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL.minus(INSTANT));
        assertThat(transport.pings()).isZero();
        fixture.tickAfter(INSTANT);
        assertThat(transport.pings()).isEqualTo(1);
        fixture.tickAfter(Duration.ZERO);
        assertThat(transport.pings()).isEqualTo(1);
    }

    @Test
    void activityAfterThePingKeepsTheConnectionForAnotherInterval() {
        for (int i = 1; i <= 10; i++) {
            fixture.tickAfter(ConnectionFixture.PING_INTERVAL);
            assertThat(transport.pings()).isEqualTo(i);
            connection.markAlive();
        }
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT.plus(INSTANT));
        assertThat(transport.terminations()).isZero();
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void noActivityAfterThePingEndsTheConnection() {
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL);
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT);
        assertThat(connection.isOpen()).isTrue();
        fixture.tickAfter(INSTANT);
        assertCutOff();
        assertThat(fixture.listener.events()).containsExactly("ended: showed no sign of life within 15 s after a ping");
    }

    @Test
    void connectionWithoutARegistrationIsClosedThoughItAnswersPings() {
        Duration timeout = fixture.config.admission().registrationTimeout();
        for (int i = 0; i < 3600 / 15; i++) {
            fixture.tickAfter(Duration.ofSeconds(15));
            connection.markAlive();
        }
        assertThat(transport.closes()).isEmpty();
        fixture.tickAfter(INSTANT);
        assertThat(transport.closes()).containsExactly(CloseStatus.notRegistered(timeout));
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void connectionWithAnUnfinishedMessageIsClosedThoughItAnswersPings() {
        connection.admission().registrationArrived();
        connection.admission().messageBegins();
        for (int i = 0; i < 120 / 15; i++) {
            fixture.tickAfter(Duration.ofSeconds(15));
            connection.markAlive();
        }
        assertThat(transport.closes()).isEmpty();
        fixture.tickAfter(INSTANT);
        assertThat(transport.closes()).containsExactly(CloseStatus.unfinished(Duration.ofMinutes(2)));
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void peerThatTheRelayDoesNotReadIsNotCutOffUntilItHasBeenReadAgainForThePongTimeout() {
        connection.admission().registrationArrived();
        connection.admission().messageBegins();
        transport.suspendReading(Duration.ofHours(1));
        for (int i = 0; i < 3600 / 15; i++) {
            fixture.tickAfter(Duration.ofSeconds(15));
        }
        assertThat(connection.isOpen()).isTrue();
        assertThat(transport.pings()).isGreaterThan(100);
        transport.resume(); // just after a ping
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT);
        assertThat(connection.isOpen()).isTrue();
        fixture.tickAfter(INSTANT);
        assertCutOff();
    }

    @Test
    void peerThatIsSentMessagesOrPongsIsNotPingedForAnInterval() {
        Duration half = ConnectionFixture.PING_INTERVAL.dividedBy(2);
        fixture.tickAfter(half);
        connection.markAlive();
        connection.pingAnswered();
        fixture.tickAfter(half);
        connection.markAlive();
        assertThat(connection.send(fixture.message("one"))).isNull();
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL.minus(INSTANT));
        assertThat(transport.pings()).isZero();
        connection.markAlive();
        fixture.tickAfter(INSTANT);
        assertThat(transport.pings()).isEqualTo(1);
    }

    @Test
    void activityBeforeThePingIsNoAnswerToIt() {
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL.minus(INSTANT));
        connection.markAlive();
        fixture.tickAfter(INSTANT);
        assertThat(transport.pings()).isEqualTo(1);
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT.plus(INSTANT));
        assertCutOff();
    }

    @Test
    void pingThatHasToWaitLeavesThePeerItsTime() {
        Deque<Runnable> background = new ArrayDeque<>();
        RecordingTransport other = new RecordingTransport("192.0.2.2:2");
        Connection healthy = fixture.open(other, background::add);
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL);
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT.multipliedBy(3));
        assertThat(healthy.isOpen()).isTrue();
        assertThat(background).hasSize(1);
        background.remove().run();
        assertThat(other.pings()).isEqualTo(1);
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT);
        assertThat(healthy.isOpen()).isTrue();
        fixture.tickAfter(INSTANT);
        assertThat(healthy.isOpen()).isFalse();
    }

    @Test
    void pingForWhichThereIsNoThreadIsSentAnIntervalLater() {
        ScarceThreads threads = new ScarceThreads();
        RecordingTransport other = new RecordingTransport("192.0.2.2:2");
        Connection unlucky = fixture.open(other, threads);
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL);
        threads.free();
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL.minus(INSTANT));
        assertThat(unlucky.isOpen()).isTrue();
        assertThat(other.pings()).isZero();
        fixture.tickAfter(INSTANT);
        assertThat(other.pings()).isEqualTo(1);
        assertThat(unlucky.isOpen()).isTrue();
    }

    @Test
    void pingThatCannotBlockTakesNoBackgroundThread() {
        ScarceThreads none = new ScarceThreads();
        RecordingTransport atOnce = new RecordingTransport("192.0.2.2:2").pingingAtOnce();
        fixture.open(atOnce, none);
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL);
        assertThat(atOnce.pings()).isEqualTo(1);
    }

    @Test
    void peerThatTakesNoMessageIsCutOff() {
        transport.hold();
        assertThat(connection.send(fixture.message("a"))).isNull();
        assertThat(connection.send(fixture.message("b"))).isNull();
        fixture.tickAfter(ConnectionFixture.SEND_TIMEOUT);
        connection.markAlive();
        assertThat(connection.isOpen()).isTrue();
        fixture.tickAfter(INSTANT);
        assertThat(transport.terminations()).isEqualTo(1);
        assertThat(connection.isOpen()).isFalse();
        assertThat(fixture.listener.events())
                .containsExactly("ended: did not take a message within 30 s", "b undelivered: its connection is dead");
        fixture.tickAfter(Duration.ZERO);
        assertThat(fixture.listener.events()).hasSize(2); // the kernel may have "a"
        assertCutOff();
    }

    @Test
    void sendsThatEndInTimeAreNoReasonToEnd() {
        transport.hold();
        for (int i = 0; i < 5; i++) {
            assertThat(connection.send(fixture.message("a"))).isNull();
            fixture.tickAfter(ConnectionFixture.SEND_TIMEOUT);
            connection.markAlive();
            transport.complete(null);
        }
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void firstPongAfterAPingIsItsRoundTrip() {
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL);
        fixture.counted.next();
        fixture.clock.advance(Duration.ofMillis(7));
        connection.receivePong();
        fixture.clock.advance(Duration.ofMillis(7));
        connection.receivePong();
        assertThat(fixture.counted.next()).containsExactly("ping answered after 7000000");
    }

    @Test
    void endsAreCountedWithTheirCode() {
        fixture.counted.next();
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL);
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT.plus(INSTANT));
        assertThat(fixture.counted.next()).containsExactly("closed 1006");
    }

    @Test
    void noPingIsSentBehindASendInFlight() {
        transport.hold();
        assertThat(connection.send(fixture.message("a"))).isNull();
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL);
        assertThat(transport.pings()).isZero();

        transport.release();
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT.plus(INSTANT));
        assertThat(connection.isOpen()).isTrue();
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL);
        assertThat(transport.pings()).isEqualTo(1);
    }

    @Test
    void closeThatIsNotFinishedInTimeIsCutOffOnce() {
        connection.close(CloseStatus.RELAY_STOPS);
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT);
        assertThat(transport.terminations()).isZero();
        fixture.tickAfter(INSTANT);
        assertThat(transport.terminations()).isEqualTo(1);
        assertThat(fixture.registry.connections()).isEmpty();
        connection.tick(fixture.time);
        assertThat(transport.terminations()).isEqualTo(1);
        assertThat(fixture.listener.events()).hasSize(1);
    }

    @Test
    void sendInFlightThatOutlivesTheConnectionIsCutOffInItsTime() {
        transport.hold();
        assertThat(connection.send(fixture.message("a"))).isNull();
        connection.closed("the container says so");
        fixture.tickAfter(ConnectionFixture.SEND_TIMEOUT);
        assertThat(transport.terminations()).isZero();
        fixture.tickAfter(INSTANT);
        assertThat(transport.terminations()).isEqualTo(1);
        assertThat(fixture.registry.connections()).isEmpty();
    }

    @Test
    void cutThatTakesItsTimeIsNotRepeated() {
        Deque<Runnable> background = new ArrayDeque<>();
        RecordingTransport other = new RecordingTransport("192.0.2.2:2");
        Connection slow = fixture.open(other, background::add);
        slow.close(CloseStatus.RELAY_STOPS);
        fixture.tickAfter(Duration.ofMinutes(1));
        fixture.tickAfter(Duration.ofMinutes(1));
        background.forEach(Runnable::run);
        assertThat(other.terminations()).isEqualTo(1);
        assertThat(fixture.registry.connections()).doesNotContain(slow);
    }

    @Test
    void closedConnectionIsNotPinged() {
        Deque<Runnable> background = new ArrayDeque<>();
        RecordingTransport other = new RecordingTransport("192.0.2.2:2");
        Connection slow = fixture.open(other, background::add);
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL);
        slow.close(CloseStatus.RELAY_STOPS);
        background.forEach(Runnable::run);
        assertThat(other.pings()).isZero();
        assertThat(other.closes()).containsExactly(CloseStatus.RELAY_STOPS);
    }

    @Test
    void pingThatFailsIsLeftToThePongsTime() {
        Connection failing = fixture.open(new QuietTransport() {
            @Override
            public void send(EncodedMessage text, SendListener listener) {}

            @Override
            public void ping() throws IOException {
                throw new IOException("gone");
            }
        });
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL);
        assertThat(failing.isOpen()).isTrue();
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT.plus(INSTANT));
        assertThat(failing.isOpen()).isFalse();
    }

    private static final Duration PAUSE = Duration.ofSeconds(40);

    @Test
    void pauseJustAfterThePingLeavesThePeerItsTime() {
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL);
        fixture.tickAfterPause(PAUSE);
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT);
        assertThat(connection.isOpen()).isTrue();
        connection.markAlive();
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void pauseLateInThePeersTimeLeavesTheRelayTimeToReadTheAnswer() {
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL);
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT);
        fixture.tickAfterPause(PAUSE);
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT.minus(Duration.ofSeconds(1)));
        assertThat(connection.isOpen()).isTrue();
        fixture.tickAfter(Duration.ofSeconds(2));
        assertCutOff();
    }

    @Test
    void pausesWithoutEndDoNotKeepADeadPeer() {
        fixture.tickAfter(ConnectionFixture.PING_INTERVAL);
        for (int i = 0; i < 40; i++) {
            fixture.tickAfterPause(Duration.ofSeconds(3));
        }
        assertCutOff();
    }

    @Test
    void pauseIsNoTimeOfASendInFlight() {
        transport.hold();
        assertThat(connection.send(fixture.message("a"))).isNull();
        fixture.tickAfterPause(PAUSE);
        connection.markAlive();
        fixture.tickAfter(ConnectionFixture.SEND_TIMEOUT);
        assertThat(connection.isOpen()).isTrue();
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT.plus(Duration.ofSeconds(1)));
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void pauseIsNoTimeOfAClose() {
        connection.close(CloseStatus.RELAY_STOPS);
        fixture.tickAfterPause(PAUSE);
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT);
        assertThat(transport.terminations()).isZero();
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT.plus(Duration.ofSeconds(1)));
        assertThat(transport.terminations()).isEqualTo(1);
    }

    @Test
    void pauseIsNoTimeOfASendThatOutlivesTheConnection() {
        transport.hold();
        assertThat(connection.send(fixture.message("a"))).isNull();
        connection.closed("the container says so");
        fixture.tickAfterPause(PAUSE);
        assertThat(transport.terminations()).isZero();
        fixture.tickAfter(ConnectionFixture.SEND_TIMEOUT.plus(ConnectionFixture.PONG_TIMEOUT));
        fixture.tickAfter(Duration.ofSeconds(1));
        assertThat(transport.terminations()).isEqualTo(1);
    }

    @Test
    void tokenExpiresDuringAPauseToo() {
        connection.expireAfter(PAUSE);
        fixture.tickAfterPause(PAUSE);
        assertThat(connection.isOpen()).isFalse();
    }
}
