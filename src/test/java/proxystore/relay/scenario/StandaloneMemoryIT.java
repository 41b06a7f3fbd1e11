package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A relay for which clients leave no memory: it recovers completely, or its process ends so that another one starts. */
class StandaloneMemoryIT {
    private static final int RECEIVERS = 80;
    private static final int SENDERS = 4;
    /** Bytes; together several times the heap, and more than the kernel holds for the receivers. */
    private static final int MESSAGE_BYTES = 16_000;

    private static final int MESSAGES_OF_EACH = 12_000;

    /** Exit code of a relay that cannot go on. */
    private static final int CANNOT_GO_ON = 3;

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx24m", "-Xmx48m"})
    void aRelayWithoutMemoryRecoversOrEnds(String heap) throws Exception {
        try (RelayUnderTest relay = start(heap)) {
            try (Peers offenders = new Peers(relay.address())) {
                flood(relay, offenders);
            }
            await("the relay serves again or has ended")
                    .until(() -> !relay.process().process().isAlive() || serves(relay));

            if (!relay.process().process().isAlive()) {
                assertThat(relay.process().process().exitValue()).isEqualTo(CANNOT_GO_ON);
                assertThat(relay.process().log()).containsOnlyOnce("relay: cannot go on");
            }
        }
    }

    /** Clients that come and go, one after the other, each with a message to itself. */
    private static boolean serves(RelayUnderTest relay) {
        try (Peers peers = new Peers(relay.address())) {
            peers.register(ClientGeneration.V1_0).assertRegisteredAndQuiet();
            return true;
        } catch (AssertionError | UncheckedIOException e) {
            return false;
        }
    }

    private static void flood(RelayUnderTest relay, Peers offenders) throws InterruptedException {
        List<UUID> stuck = new ArrayList<>();
        for (int i = 0; i < RECEIVERS; i++) {
            TestEndpoint receiver = offenders.register(
                    ClientGeneration.V1_0, offenders.handshake().receiveBuffer(4096));
            receiver.peer().freeze();
            stuck.add(receiver.uuid());
        }
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            TestEndpoint sender = offenders.register(ClientGeneration.V1_0);
            Thread thread = new Thread(() -> send(sender, stuck), "flood-" + i);
            thread.setDaemon(true);
            thread.start();
            senders.add(thread);
        }
        await("the senders are done, the relay is out of memory, or it is gone")
                .until(() -> senders.stream().noneMatch(Thread::isAlive)
                        || relay.process().log().contains("OutOfMemoryError")
                        || !relay.process().process().isAlive());
    }

    private static void send(TestEndpoint sender, List<UUID> receivers) {
        JsonObject message =
                TestMessages.with(sender.offer(sender.uuid()), "description", TestMessages.sdp(MESSAGE_BYTES));
        try {
            for (int i = 0; i < MESSAGES_OF_EACH; i++) {
                UUID receiver = receivers.get(i % receivers.size());
                sender.peer().send(TestMessages.with(message, "peer_uuid", receiver.toString()));
            }
        } catch (UncheckedIOException e) {
            // The relay has closed it, or is gone.
        }
    }

    private static RelayUnderTest start(String heap) throws IOException {
        ProcessBuilder command = StandaloneRelay.command("--host", "127.0.0.1", "--port", "0");
        command.command().add(command.command().indexOf("-jar"), heap);
        RelayProcess process = RelayProcess.launch("standalone-memory" + heap, Map.of(), command);
        return new RelayUnderTest(RelayAddress.plain(StandaloneRelay.port(process), "/"), Optional.empty(), process);
    }
}
