package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.HeartbeatConfig;

class KeepAliveTest {
    private static final long INTERVAL = 20_000_000_000L;
    private static final long PATIENCE = 15_000_000_000L;
    private static final long OPENED = -5;

    private final KeepAlive keepAlive =
            new KeepAlive(new HeartbeatConfig(Duration.ofNanos(INTERVAL), Duration.ofNanos(PATIENCE)), OPENED);

    private KeepAlive.Due due(long nowNanos, long aliveNanos) {
        return due(nowNanos, aliveNanos, 0);
    }

    private KeepAlive.Due due(long nowNanos, long aliveNanos, long sentNanos) {
        RunningTime time = new RunningTime(Duration.ofSeconds(1), Duration.ZERO, OPENED + nowNanos);
        return keepAlive.due(time, OPENED + aliveNanos, OPENED + sentNanos);
    }

    @Test
    void pingIsDueOnceAnInterval() {
        assertThat(due(INTERVAL - 1, 0)).isEqualTo(KeepAlive.Due.NOTHING);
        assertThat(due(INTERVAL, 0)).isEqualTo(KeepAlive.Due.PING);
        keepAlive.pingSent(OPENED + INTERVAL);
        assertThat(due(INTERVAL + 1, 0)).isEqualTo(KeepAlive.Due.NOTHING);
        assertThat(due(2 * INTERVAL - 1, INTERVAL + 1)).isEqualTo(KeepAlive.Due.NOTHING);
        assertThat(due(2 * INTERVAL, INTERVAL + 1)).isEqualTo(KeepAlive.Due.PING);
    }

    @Test
    void silenceAfterThePingIsTheEnd() {
        due(INTERVAL, 0);
        keepAlive.pingSent(OPENED + INTERVAL);
        assertThat(due(INTERVAL + PATIENCE, 0)).isEqualTo(KeepAlive.Due.NOTHING);
        assertThat(due(INTERVAL + PATIENCE + 1, 0)).isEqualTo(KeepAlive.Due.END);
    }

    @Test
    void timeOfThePeerBeginsWhenThePingIsSent() {
        due(INTERVAL, 0);
        long late = 10 * INTERVAL;
        assertThat(due(late, 0)).isEqualTo(KeepAlive.Due.NOTHING);
        keepAlive.pingSent(OPENED + late);
        assertThat(due(late + PATIENCE, 0)).isEqualTo(KeepAlive.Due.NOTHING);
        assertThat(due(late + PATIENCE + 1, 0)).isEqualTo(KeepAlive.Due.END);
    }

    @Test
    void skippedPingNeedsNoAnswer() {
        due(INTERVAL, 0);
        keepAlive.pingSkipped();
        assertThat(due(2 * INTERVAL - 1, 0)).isEqualTo(KeepAlive.Due.NOTHING);
        assertThat(due(2 * INTERVAL, 0)).isEqualTo(KeepAlive.Due.PING);
    }

    @Test
    void activityBeforeThePingWasSentIsNoAnswerToIt() {
        due(INTERVAL, 0);
        keepAlive.pingSent(OPENED + INTERVAL + 10);
        assertThat(due(INTERVAL + 10 + PATIENCE + 1, INTERVAL + 9)).isEqualTo(KeepAlive.Due.END);
    }

    @Test
    void activePeerIsNotPingedUntilOneDirectionIsQuietForAnInterval() {
        long active = 10 * INTERVAL;
        assertThat(due(active, active - INTERVAL + 1, active - INTERVAL + 1)).isEqualTo(KeepAlive.Due.NOTHING);
        assertThat(due(active + INTERVAL, active + INTERVAL, active)).isEqualTo(KeepAlive.Due.PING);
    }

    @Test
    void peerThatOnlyReceivesIsPinged() {
        assertThat(due(INTERVAL, 0, INTERVAL)).isEqualTo(KeepAlive.Due.PING);
    }

    @Test
    void vanishedPeerIsPingedOneIntervalAfterItsLastActivity() {
        long last = INTERVAL / 2;
        assertThat(due(last + INTERVAL - 1, last, last)).isEqualTo(KeepAlive.Due.NOTHING);
        assertThat(due(last + INTERVAL, last, last)).isEqualTo(KeepAlive.Due.PING);
    }
}
