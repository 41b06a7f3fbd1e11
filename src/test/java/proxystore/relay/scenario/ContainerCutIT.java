package proxystore.relay.scenario;

import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Containers whose sessions wait until a client has read: the relay cuts the TCP connection of one that does not read. */
@ExtendWith(RepeatedWithGlassFish.class)
class ContainerCutIT {
    /** The age of the send in flight gives the client away. */
    private static final Map<String, String> SETTINGS = Map.of("RELAY_OUTBOX_SEND_TIMEOUT", "4");

    static Stream<ServletContainer> containers() {
        return Stream.of(new PayaraMicroContainer("payara-micro"), GlassFishContainer.glassFish());
    }

    @ParameterizedTest
    @MethodSource("containers")
    void theConnectionOfAStuckClientIsGoneAfterTheCut(ServletContainer container) throws IOException {
        ServletContainer.Installation site = ContainerRelay.site(container.name() + "-cut", "");
        try (RelayUnderTest relay = ContainerRelay.start(container, site, SETTINGS)) {
            assertCut(relay, relay.address());
            assertCut(relay, relay.tls().orElseThrow());
        }
    }

    private static void assertCut(RelayUnderTest relay, RelayAddress address) throws IOException {
        try (Peers peers = new Peers(address).repeatingLostHandshakes()) {
            TestEndpoint sender = peers.register(ClientGeneration.V1_0);
            long sockets = relay.process().sockets();
            TestEndpoint stuck =
                    peers.register(ClientGeneration.V1_0, peers.handshake().receiveBuffer(4096));
            stuck.peer().freeze();
            new Flood(sender, stuck.uuid()).untilOneIsReturned();

            await("the stuck client's connection is gone although the client keeps it")
                    .until(() -> relay.process().sockets() <= sockets);
        }
    }
}
