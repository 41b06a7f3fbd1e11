package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A relay that is told to speak one generation only: its rules hold before a registration too. */
class StandaloneProtocolIT {
    private static final UUID CLIENT = UUID.randomUUID();

    private static void with(String protocol, Consumer<Peers> scenario) throws IOException {
        try (RelayUnderTest relay =
                        StandaloneRelay.start("standalone-protocol-" + protocol, Map.of("RELAY_PROTOCOL", protocol));
                Peers peers = new Peers(relay.address())) {
            scenario.accept(peers);
        }
    }

    @Test
    void generation10AloneHasItsRulesFromTheStart() throws IOException {
        with("1.0", peers -> {
            TestPeer unregistered = peers.open();
            unregistered.send(TestMessages.peerConnection(CLIENT, CLIENT, "offer", TestMessages.sdp(0)));
            unregistered.expectClose(
                    4002, "ForbiddenError: Client has not registered and authenticated with the relay server.");

            TestPeer malformed = peers.open();
            malformed.sendText("[]");
            malformed.expectClose(
                    MalformedMessageScenarios.UNKNOWN_MESSAGE_CODE, MalformedMessageScenarios.UNKNOWN_MESSAGE_REASON);

            TestPeer binary = peers.open();
            binary.sendFrame(WebSocketFrames.BINARY, true, new byte[] {1});
            binary.expectClose(
                    MalformedMessageScenarios.UNKNOWN_MESSAGE_CODE, MalformedMessageScenarios.UNKNOWN_MESSAGE_REASON);

            TestPeer tooLong = peers.open();
            tooLong.sendTextAsFarAsItGets("x".repeat(TransportScenarios.MAX_MESSAGE_BYTES + 1));
            tooLong.expectClose(4003, "Message length exceeds limit.");

            peers.register(ClientGeneration.V1_0).assertUnknown(CLIENT);
        });
    }

    @Test
    void generation10AloneTakesNoRegistrationOfGeneration05() throws IOException {
        with("1.0", peers -> {
            TestPeer peer = peers.open();

            peer.send(TestMessages.registration(ClientGeneration.V0_5, CLIENT.toString(), "old"));

            peer.expectClose(
                    MalformedMessageScenarios.UNKNOWN_MESSAGE_CODE, MalformedMessageScenarios.UNKNOWN_MESSAGE_REASON);
        });
    }

    @Test
    void generation05AloneSkipsARegistrationOfGeneration10() throws IOException {
        with("0.5", peers -> {
            TestPeer peer = peers.open();

            peer.send(TestMessages.registration(ClientGeneration.V1_0, CLIENT.toString(), "new"));

            // The first thing it hears is the answer to the registration that is accepted.
            new TestEndpoint(ClientGeneration.V0_5, UUID.randomUUID(), peer).assertUnknown(CLIENT);
            assertThat(peer.isOpen()).isTrue();
        });
    }
}
