package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A relay whose process stands still for longer than a peer has to answer a ping: the answers are in its sockets. */
class PausedRelayIT {
    private static final int PEERS = 100;
    private static final Duration PONG_DELAY = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(8);
    private static final Map<String, String> SETTINGS =
            Map.of("RELAY_HEARTBEAT_PING_INTERVAL", "2", "RELAY_HEARTBEAT_PONG_TIMEOUT", "5");

    @Test
    void aPausedStandaloneRelayDisconnectsNoClientWhoseAnswerItHasNotRead() throws IOException {
        try (RelayUnderTest relay = StandaloneRelay.start("standalone-paused", SETTINGS)) {
            assertNoneIsCutByAPause(relay);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
    void aPausedTomcatDisconnectsNoClientWhoseAnswerItHasNotRead(String name) throws IOException {
        ServletContainer.Installation site = ContainerRelay.site(name + "-paused", "");
        try (RelayUnderTest relay = ContainerRelay.start(new TomcatContainer(name), site, SETTINGS)) {
            assertNoneIsCutByAPause(relay);
        }
    }

    private static void assertNoneIsCutByAPause(RelayUnderTest relay) {
        try (Peers peers = new Peers(relay.address())) {
            List<TestPeer> slow = new ArrayList<>();
            for (int i = 0; i < PEERS; i++) {
                slow.add(peers.register(ClientGeneration.byTurns(i)).peer().answeringPingsAfter(PONG_DELAY));
            }
            await("every peer's first ping").until(() -> slow.stream().allMatch(peer -> peer.pings() > 0));
            relay.process().suspend();
            try {
                await("the end of the pause").pollDelay(PAUSE).until(() -> true);
            } finally {
                relay.process().resume();
            }
            List<Integer> before = slow.stream().map(TestPeer::pings).toList();
            await("two more pings, or the end, of every peer").until(() -> {
                for (int i = 0; i < PEERS; i++) {
                    if (slow.get(i).isOpen() && slow.get(i).pings() < before.get(i) + 2) {
                        return false;
                    }
                }
                return true;
            });
            assertThat(slow.stream().filter(peer -> !peer.isOpen()).count())
                    .as("peers that were cut")
                    .isZero();
        }
    }
}
