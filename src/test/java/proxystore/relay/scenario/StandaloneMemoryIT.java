package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static proxystore.relay.scenario.Patience.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.limit.DescriptorLimit;

/** A relay for which clients leave no memory: it recovers completely, or its process ends so that another one starts. */
class StandaloneMemoryIT {
    /** Several times the heap, and more than the kernel holds for the receivers. */
    private static final Overload OVERLOAD = new Overload(80, 4, 16_000, 12_000);

    /** Exit code of a relay that cannot continue. */
    private static final int CANNOT_GO_ON = 3;

    /** More than the heap for one receiver. */
    private static final Overload FLOOD = new Overload(1, 4, 16_000, 1_000);

    /** Lasts until its senders are closed. */
    private static final Overload ENDLESS_FLOOD = new Overload(1, 2, 16_000, Integer.MAX_VALUE);
    /** Twice what a relay waits that does little but collect garbage, on a machine that does other things too. */
    private static final Duration TIME_FOR_COLLECTIONS = Duration.ofSeconds(60);

    private static final int CLIENTS = 5_000;
    private static final int PER_ADDRESS = 500;
    /** Messages for a client that reads nothing. */
    private static final int MORE_THAN_THE_KERNEL_HOLDS = 100;

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx24m", "-Xmx48m"})
    void aRelayWithoutMemoryRecoversOrEnds(String heap) throws Exception {
        try (RelayUnderTest relay = start("standalone-memory" + heap, heap)) {
            try (Peers offenders = new Peers(relay.address())) {
                OVERLOAD.run(relay, offenders);
            }
            assertRecoversOrEnds(relay);
        }
    }

    @Test
    void aRelayWithThousandsOfClientsAndLittleMemoryRecoversOrEnds() throws Exception {
        assumeTrue(DescriptorLimit.free().orElse(Long.MAX_VALUE) > 2 * CLIENTS, "too few file descriptors");
        List<Socket> crowd = new ArrayList<>();
        try (RelayUnderTest relay = start("standalone-memory-crowd", "-Xmx48m")) {
            for (int i = 0; i < CLIENTS && relay.process().process().isAlive(); i++) {
                crowd.add(register(new Handshake(relay.address()).from("127.0.5." + (1 + i / PER_ADDRESS)), i));
            }
            try (Peers offenders = new Peers(relay.address())) {
                ENDLESS_FLOOD.begin(offenders);
                FLOOD.run(relay, offenders);
                await("the relay serves or has ended while the flood lasts")
                        .atMost(TIME_FOR_COLLECTIONS)
                        .until(() -> !relay.process().process().isAlive() || Overload.serves(relay.address()));
            }
            assertRecoversOrEnds(relay);
            System.out.println("MEMORY " + crowd.size() + " clients: "
                    + (relay.process().process().isAlive() ? "recovered" : "ended"));
        } finally {
            for (Socket client : crowd) {
                client.close();
            }
        }
    }

    private static Socket register(Handshake handshake, int number) throws IOException {
        Socket client = handshake.openUnread();
        byte[] registration = TestMessages.registration(
                        ClientGeneration.byTurns(number), new UUID(1, number).toString(), "one of many")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        client.getOutputStream().write(WebSocketFrames.masked(WebSocketFrames.TEXT, true, registration));
        return client;
    }

    private static void assertRecoversOrEnds(RelayUnderTest relay) {
        await("the relay serves again or has ended")
                .until(() -> !relay.process().process().isAlive() || Overload.serves(relay.address()));
        if (relay.process().process().isAlive()) {
            assertRecovered(relay);
        } else {
            assertThat(relay.process().process().exitValue()).isEqualTo(CANNOT_GO_ON);
            assertThat(relay.process().log()).containsOnlyOnce("relay: cannot continue");
        }
    }

    /** The relay logs and pings, and returns the messages of a connection that has ended. */
    private static void assertRecovered(RelayUnderTest relay) {
        try (Peers peers = new Peers(relay.address())) {
            TestEndpoint sender = peers.register(ClientGeneration.V1_0);
            await("the log").until(() -> relay.process().log().contains("Registered " + sender.uuid()));
            await("a ping").until(() -> sender.peer().pings() > 0);
            TestEndpoint stuck =
                    peers.register(ClientGeneration.V0_5, peers.handshake().receiveBuffer(4096));
            stuck.peer().freeze();
            JsonObject message = TestMessages.with(
                    sender.offer(stuck.uuid()), "description", TestMessages.sdp(OVERLOAD.messageChars()));
            for (int i = 0; i < MORE_THAN_THE_KERNEL_HOLDS; i++) {
                sender.peer().send(message);
            }
            stuck.peer().reset();
            assertThat(sender.peer().expectMessage().getString("error")).isNotBlank();
        }
    }

    private static RelayUnderTest start(String name, String heap) throws IOException {
        ProcessBuilder command = StandaloneRelay.command("--host", "127.0.0.1", "--port", "0");
        command.command().add(command.command().indexOf("-jar"), heap);
        RelayProcess process = RelayProcess.launch(
                name, Map.of("RELAY_HEARTBEAT_PING_INTERVAL", "5", "RELAY_HEARTBEAT_PONG_TIMEOUT", "600"), command);
        return new RelayUnderTest(RelayAddress.plain(StandaloneRelay.port(process), "/"), Optional.empty(), process);
    }
}
