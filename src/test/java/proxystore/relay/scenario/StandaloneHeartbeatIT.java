package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/** What takes 20 to 40 s by default, against a relay that is told to be quick about it. */
@Isolated("its relay ends clients that are silent for 1.5 s")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandaloneHeartbeatIT {
    private static final Map<String, String> SETTINGS = Map.of(
            "RELAY_HEARTBEAT_PING_INTERVAL", "0.3",
            "RELAY_HEARTBEAT_PONG_TIMEOUT", "1.5");

    private RelayUnderTest relay;
    private Peers peers;
    private long idleSockets;

    @BeforeAll
    void startRelay() throws IOException {
        relay = StandaloneRelay.start("standalone-heartbeat", SETTINGS);
        try (Peers first = new Peers(relay.address())) {
            first.register(ClientGeneration.V0_5).assertRegisteredAndQuiet();
            idleSockets = relay.process().sockets() - 1;
        }
    }

    @BeforeEach
    void welcomePeers() {
        peers = new Peers(relay.address());
    }

    @AfterEach
    void assertNothingLeft() {
        peers.close();
        await("no socket is left").until(() -> relay.process().sockets() <= idleSockets);
    }

    @AfterAll
    void stopRelay() {
        relay.close();
    }

    @EachGeneration
    void aClientThatAnswersPingsStays(ClientGeneration generation) {
        TestEndpoint endpoint = peers.register(generation);

        // Longer than interval and time-out together.
        await("eight pings").until(() -> endpoint.peer().pings() >= 8);

        endpoint.assertRegisteredAndQuiet();
    }

    @EachGeneration
    void aClientThatAnswersNoPingIsEnded(ClientGeneration generation) {
        TestEndpoint observer = peers.register(generation);
        TestEndpoint endpoint = peers.register(generation);

        endpoint.peer().ignoringPings();

        await("the end of the connection").until(() -> !endpoint.peer().isOpen());
        observer.awaitUnknown(endpoint.uuid());
        assertThat(endpoint.peer().pings()).isPositive();
        observer.assertRegisteredAndQuiet();
    }

    @Test
    void aClientThatNeverRegistersIsPingedToo() {
        TestPeer silent = peers.open().ignoringPings();

        await("the end of the connection").until(() -> !silent.isOpen());
    }

    @Test
    void aClientThatTalksInsteadOfAnsweringPingsStays() {
        TestEndpoint endpoint = peers.register(ClientGeneration.V0_5);
        endpoint.peer().ignoringPings();

        await("twelve pings").until(() -> {
            endpoint.assertRegisteredAndQuiet();
            return endpoint.peer().pings() >= 12;
        });
    }

    /** Silent on the wire, but its socket open: the frozen client neither answers nor reads. */
    @EachGeneration
    void aFrozenClientIsUnregistered(ClientGeneration generation) {
        TestEndpoint observer = peers.register(generation);
        TestEndpoint endpoint = peers.register(generation);

        endpoint.peer().freeze();

        observer.awaitUnknown(endpoint.uuid());
    }

    /** Long before the heartbeat would: the age of the send in flight gives it away. */
    @EachGeneration
    void aStuckReceiverIsEndedAndGivesBackWhatItDidNotTake(ClientGeneration generation) throws IOException {
        try (RelayUnderTest watching =
                        StandaloneRelay.start("standalone-watchdog", Map.of("RELAY_OUTBOX_SEND_TIMEOUT", "4"));
                Peers flooding = new Peers(watching.address())) {
            TestEndpoint sender = flooding.register(generation);
            long sockets = watching.process().sockets();
            TestEndpoint stuck =
                    flooding.register(generation, flooding.handshake().receiveBuffer(4096));
            stuck.peer().freeze();

            Flood flood = new Flood(sender, stuck.uuid()).untilEverythingReturns();
            int before = flood.returned().size();

            // What the kernel had taken counts as sent; a full outbox (16 MiB) holds some 500 messages of 33 kB.
            while (flood.returned().size() < before + 100) {
                flood.takeBack(sender.peer().expectMessage());
            }
            await("the stuck socket is given up although its client keeps it")
                    .until(() -> watching.process().sockets() <= sockets);
        }
    }
}
