package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.standalone.tls.TestCertificates;

/** A relay that may not open as many files as there are clients. */
class StandaloneOpenFilesIT {
    /** Files, more than twice as many as an idle relay has open. */
    private static final int LIMIT = 160;

    private static final byte[] PING = "still there?".getBytes(StandardCharsets.US_ASCII);

    private static ProcessBuilder command(int limit, String... arguments) {
        ProcessBuilder command = StandaloneRelay.command(arguments);
        command.command().addAll(0, List.of("sh", "-c", "ulimit -n " + limit + " && exec \"$@\"", "sh"));
        return command;
    }

    private static RelayUnderTest start(boolean tls) throws IOException {
        String name = "standalone-open-files" + (tls ? "-tls" : "");
        TestCertificates certificates = TestCertificates.in(Artifacts.emptyDirectory(name));
        List<String> arguments = new ArrayList<>(List.of("--host", "127.0.0.1", "--port", "0"));
        if (tls) {
            arguments.addAll(List.of(
                    "--certfile", certificates.certfile().toString(),
                    "--keyfile", certificates.keyfile().toString()));
        }
        ProcessBuilder command = command(LIMIT, arguments.toArray(String[]::new));
        RelayProcess process = RelayProcess.launch(
                name,
                Map.of(
                        "RELAY_LOGGING_DEFAULT_LEVEL", "DEBUG",
                        "RELAY_HEARTBEAT_PONG_TIMEOUT", "600"), // connections that say nothing stay
                command);
        int port = StandaloneRelay.port(process);
        return new RelayUnderTest(
                tls ? RelayAddress.tls(port, "/", certificates.trusting()) : RelayAddress.plain(port, "/"),
                Optional.empty(),
                process);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectedClientsAreServedAndOthersConnectAsSoonAsFilesAreFree(boolean tls) throws IOException {
        List<Socket> crowd = new ArrayList<>();
        try (RelayUnderTest relay = start(tls);
                Peers peers = new Peers(relay.address())) {
            TestPeer early = peers.open();
            for (int i = 0; i < LIMIT; i++) {
                Socket one = new Socket();
                relay.address().connect(one);
                crowd.add(one);
            }

            await("a warning").until(() -> !refusals(relay, "WARNING").isEmpty());
            early.sendFrame(WebSocketFrames.PING, true, PING);
            early.expectPong(PING);
            assertThat(refusals(relay, "WARNING")).singleElement().asString().contains("ulimit -n");
            assertThat(relay.process().log()).doesNotContain("Too many open files");

            close(crowd);
            TestPeer late = peers.open();
            late.sendFrame(WebSocketFrames.PING, true, PING);
            late.expectPong(PING);
        } finally {
            close(crowd);
        }
    }

    /** Some of the JDK's classes open files when the first connection needs them, and are unusable once that has failed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRelayWithoutFilesForItsVeryFirstClientServesOnceThereIsRoom(boolean tls) throws IOException {
        List<Socket> crowd = new ArrayList<>();
        try (RelayUnderTest relay = start(tls);
                Peers peers = new Peers(relay.address())) {
            long idle = relay.process().sockets();
            for (int i = 0; i < LIMIT; i++) {
                Socket one = new Socket();
                relay.address().connect(one);
                crowd.add(one);
            }
            await("an attempt").until(() -> !refusals(relay, "").isEmpty());

            close(crowd);

            await("the crowd's sockets are closed").until(() -> relay.process().sockets() == idle);
            TestPeer late = peers.register(ClientGeneration.V1_0).peer();
            late.sendFrame(WebSocketFrames.PING, true, PING);
            late.expectPong(PING);
            assertThat(relay.process().log()).doesNotContain("NoClassDefFoundError", "ExceptionInInitializerError");
        } finally {
            close(crowd);
        }
    }

    /** The first two limits let the relay listen; it answered no client then. */
    @ParameterizedTest
    @ValueSource(ints = {13, 14, 36})
    void aRelayThatMayOpenTooFewFilesEndsAtTheStart(int limit) throws IOException, InterruptedException {
        try (RelayProcess process = RelayProcess.launch(
                "standalone-open-files-" + limit, Map.of(), command(limit, "--host", "127.0.0.1", "--port", "0"))) {
            assertThat(process.process().waitFor(30, TimeUnit.SECONDS))
                    .as("ended")
                    .isTrue();
            assertThat(process.process().exitValue()).isEqualTo(1);
            assertThat(process.log())
                    .hasLineCount(1)
                    .matches(
                            "relay: this process may open only \\d+ more files \\(.+\\) and needs \\d+: .*ulimit -n.*\n");
        }
    }

    private static List<String> refusals(RelayUnderTest relay, String level) {
        return Arrays.stream(relay.process().log().split("\n"))
                .filter(line -> line.contains("No client can connect") && line.contains(level))
                .toList();
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
