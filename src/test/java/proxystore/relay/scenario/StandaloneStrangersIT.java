package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients cost that have connected and do not register. */
class StandaloneStrangersIT {
    private static final int STRANGERS = 400;
    private static final long MAX_COST_BYTES = 50_000_000;
    private static final int MAX_UNREGISTERED_BYTES = 8192;

    private static RelayUnderTest start(String frames) throws IOException {
        ProcessBuilder command = StandaloneRelay.command("--host", "127.0.0.1", "--port", "0");
        command.command().add(command.command().indexOf("-jar"), "-Xmx256m");
        RelayProcess process = RelayProcess.launch(
                "standalone-strangers-" + frames, Map.of("RELAY_STANDALONE_FRAMES", frames), command);
        return new RelayUnderTest(RelayAddress.plain(StandaloneRelay.port(process), "/"), Optional.empty(), process);
    }

    /** Has each stranger send something, and measures what they hold when two clients can still talk to each other. */
    private static void assertCheap(String frames, int code, Consumer<TestPeer> sending) throws IOException {
        try (RelayUnderTest relay = start(frames);
                Peers peers = new Peers(relay.address())) {
            TestEndpoint first = peers.register(ClientGeneration.V1_0);
            TestEndpoint second = peers.register(ClientGeneration.V0_5);
            first.reaches(second);
            JvmProbe probe = new JvmProbe(relay.process());
            long before = probe.histogram().totalBytes();
            List<TestPeer> strangers = new ArrayList<>();
            for (int i = 0; i < STRANGERS; i++) {
                TestPeer stranger = peers.open();
                strangers.add(stranger);
                sending.accept(stranger);
            }
            if (code != PeerEvent.CloseReceived.NO_CODE) {
                strangers.forEach(
                        stranger -> assertThat(stranger.awaitClose().code()).isEqualTo(code));
            }
            second.reaches(first);
            assertThat(probe.histogram().totalBytes() - before).isLessThan(MAX_COST_BYTES);
        }
    }

    private static void sendAsFarAsItGets(TestPeer stranger, int opcode, boolean last, byte[] payload) {
        sendAsFarAsItGets(stranger, WebSocketFrames.masked(opcode, last, payload));
    }

    private static void sendAsFarAsItGets(TestPeer stranger, byte[] bytes) {
        try {
            stranger.sendRaw(bytes);
        } catch (UncheckedIOException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class); // the relay has hung up
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "tyrus"})
    void firstFragmentsOfAMegabyteAreRefused(String frames) throws IOException {
        byte[] fragment = new byte[1_040_000];
        assertCheap(frames, 1009, stranger -> sendAsFarAsItGets(stranger, WebSocketFrames.TEXT, false, fragment));
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "tyrus"})
    void unfinishedFramesOfAMegabyteAreRefused(String frames) throws IOException {
        byte[] frame = WebSocketFrames.masked(WebSocketFrames.TEXT, true, new byte[1_040_000]);
        byte[] unfinished = Arrays.copyOf(frame, frame.length - 1);
        assertCheap(frames, 1009, stranger -> sendAsFarAsItGets(stranger, unfinished));
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "tyrus"})
    void fragmentsThatGrowAreRefusedAtTheLimit(String frames) throws IOException {
        byte[] fragment = new byte[2_000];
        assertCheap(frames, 1009, stranger -> {
            sendAsFarAsItGets(stranger, WebSocketFrames.TEXT, false, fragment);
            for (int i = 0; i < 500; i++) {
                sendAsFarAsItGets(stranger, WebSocketFrames.CONTINUATION, false, fragment);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "tyrus"})
    void strangersWithinTheLimitCostLittleMemory(String frames) throws IOException {
        byte[] fragment = " ".repeat(MAX_UNREGISTERED_BYTES).getBytes(StandardCharsets.UTF_8);
        assertCheap(
                frames,
                PeerEvent.CloseReceived.NO_CODE,
                stranger -> stranger.sendFrame(WebSocketFrames.TEXT, false, fragment));
    }
}
