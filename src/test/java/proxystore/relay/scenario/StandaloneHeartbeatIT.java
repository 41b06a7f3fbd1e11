package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What takes 20 to 40 s by default, against a relay with shorter times. The tests wait at the same time. */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandaloneHeartbeatIT {
    private static final Map<String, String> SETTINGS = Map.of(
            "RELAY_HEARTBEAT_PING_INTERVAL", "0.5",
            "RELAY_HEARTBEAT_PONG_TIMEOUT", "5"); // longer than a busy machine holds up a client that answers

    private RelayUnderTest relay;
    private long idleSockets;

    @BeforeAll
    void startRelay() throws IOException {
        relay = StandaloneRelay.start("standalone-heartbeat", SETTINGS);
        try (Peers first = new Peers(relay.address())) {
            first.register(ClientGeneration.V0_5).assertRegisteredAndQuiet();
            idleSockets = relay.process().sockets() - 1;
        }
    }

    @AfterAll
    void assertNothingLeftAndStopRelay() {
        try (RelayUnderTest stopping = relay) {
            await("no socket is left").until(() -> stopping.process().sockets() <= idleSockets);
        }
    }

    @EachGeneration
    void aClientThatAnswersPingsStays(ClientGeneration generation) {
        try (Peers peers = new Peers(relay.address())) {
            TestEndpoint endpoint = peers.register(generation);

            // Longer than interval and time-out together.
            await("twelve pings").until(() -> endpoint.peer().pings() >= 12);

            endpoint.assertRegisteredAndQuiet();
        }
    }

    @EachGeneration
    void aClientThatAnswersNoPingIsDisconnected(ClientGeneration generation) {
        try (Peers peers = new Peers(relay.address())) {
            TestEndpoint observer = peers.register(generation);
            TestEndpoint endpoint = peers.register(generation);

            endpoint.peer().ignoringPings();

            await("the end of the connection").until(() -> !endpoint.peer().isOpen());
            observer.awaitUnknown(endpoint.uuid());
            assertThat(endpoint.peer().pings()).isPositive();
            observer.assertRegisteredAndQuiet();
        }
    }

    @Test
    void aClientThatNeverRegistersIsPingedToo() {
        try (Peers peers = new Peers(relay.address())) {
            TestPeer silent = peers.open().ignoringPings();

            await("the end of the connection").until(() -> !silent.isOpen());
        }
    }

    @Test
    void aClientThatSendsMessagesInsteadOfPongsStays() {
        try (Peers peers = new Peers(relay.address())) {
            TestEndpoint observer = peers.register(ClientGeneration.V0_5);
            TestEndpoint endpoint = peers.register(ClientGeneration.V0_5);
            endpoint.peer().ignoringPings();

            await("twelve pings").until(() -> {
                endpoint.reaches(observer);
                return endpoint.peer().pings() >= 12;
            });
        }
    }

    /**
     * A client of the same age that sends only pongs shows how many pings an inactive client gets. An active one is pinged after a
     * pause of the machine alone.
     */
    @Test
    void aClientThatPingsOrIsSentMessagesIsHardlyPinged() {
        try (Peers peers = new Peers(relay.address())) {
            TestEndpoint silent = peers.register(ClientGeneration.V1_0);
            TestEndpoint pinging = peers.register(ClientGeneration.V1_0);
            TestEndpoint talking = peers.register(ClientGeneration.V0_5);
            byte[] payload = {1};

            await("twelve pings of a silent client").until(() -> {
                pinging.peer().sendFrame(WebSocketFrames.PING, true, payload);
                pinging.peer().expectPong(payload);
                talking.assertRegisteredAndQuiet();
                return silent.peer().pings() >= 12;
            });

            assertThat(pinging.peer().pings()).isLessThan(6);
            assertThat(talking.peer().pings()).isLessThan(6);
        }
    }

    /** Silent on the wire, but its socket open: the frozen client neither answers nor reads. */
    @EachGeneration
    void aFrozenClientIsUnregistered(ClientGeneration generation) {
        try (Peers peers = new Peers(relay.address())) {
            TestEndpoint observer = peers.register(generation);
            TestEndpoint endpoint = peers.register(generation);

            endpoint.peer().freeze();

            observer.awaitUnknown(endpoint.uuid());
        }
    }

    /** Long before the heartbeat would: the age of the send in flight gives it away. */
    @EachGeneration
    void aStuckReceiverIsDisconnectedAndItsMessagesAreReturned(ClientGeneration generation) throws IOException {
        try (RelayUnderTest watching = StandaloneRelay.start(
                        "standalone-watchdog-" + generation, Map.of("RELAY_OUTBOX_SEND_TIMEOUT", "4"));
                Peers flooding = new Peers(watching.address())) {
            TestEndpoint sender = flooding.register(generation);
            long sockets = watching.process().sockets();
            TestEndpoint stuck =
                    flooding.register(generation, flooding.handshake().receiveBuffer(4096));
            stuck.peer().freeze();

            Flood flood = new Flood(sender, stuck.uuid()).untilAllAreReturned();
            int before = flood.returned().size();

            // What the kernel had taken counts as sent; a full outbox (16 MiB) holds some 500 messages of 33 kB.
            while (flood.returned().size() < before + 100) {
                flood.acceptReturned(sender.peer().expectMessage());
            }
            await("the stuck socket is given up although its client keeps it")
                    .until(() -> watching.process().sockets() <= sockets);
        }
    }
}
