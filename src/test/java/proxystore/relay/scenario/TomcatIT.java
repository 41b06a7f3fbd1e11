package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.standalone.frames.FrameCase;
import proxystore.relay.standalone.frames.FrameCaseRun;
import proxystore.relay.standalone.frames.FrameCases;

/** What Tomcat as {@code server.xml.example} sets it up logs, and how its frame layer differs. One Tomcat serves all tests. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets the parameter and calls startTomcat() first
class TomcatIT {
    private static final int PINGING_CLIENTS = 60;
    private static final int PINGS = 50;
    /** Tomcat answers at once or not at all. */
    private static final Duration NO_ANSWER = Duration.ofSeconds(3);

    @Parameter
    String name;

    private ServletContainer.Installation site;
    private RelayUnderTest relay;

    @BeforeParameterizedClassInvocation
    void startTomcat() throws IOException {
        site = ContainerRelay.site(name + "-alone", "");
        relay = ContainerRelay.start(new TomcatContainer(name), site);
    }

    @AfterParameterizedClassInvocation
    void stopTomcat() {
        relay.close();
    }

    /** A client that cannot connect leaves a trace. */
    @Test
    void aHandshakeForAWrongPathLeavesALine() throws IOException {
        assertThat(new Handshake(relay.address()).path("/nowhere").answer().status())
                .isEqualTo(404);

        await("a line in the access log")
                .untilAsserted(() -> assertThat(accessLog())
                        .filteredOn(line -> !line.endsWith(" 101"))
                        .singleElement()
                        .asString()
                        .startsWith("127.0.0.1 ")
                        .endsWith("\"GET /nowhere HTTP/1.1\" 404"));
    }

    private List<String> accessLog() throws IOException {
        try (Stream<Path> files = Files.list(site.base().resolve("logs"))) {
            Path log = files.filter(file -> file.getFileName().toString().startsWith("access."))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllLines(log);
        }
    }

    /** Clients ping while the relay closes their connections. */
    @Test
    void pingsBehindAMessageThatEndsTheConnectionLeaveNoTrace() {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(WebSocketFrames.masked(WebSocketFrames.TEXT, true, "{}".getBytes(StandardCharsets.UTF_8)));
        for (int i = 0; i < PINGS; i++) {
            frames.writeBytes(WebSocketFrames.masked(WebSocketFrames.PING, true, new byte[0]));
        }
        int before = relay.process().log().length();
        try (Peers peers = new Peers(relay.address())) {
            for (int i = 0; i < PINGING_CLIENTS; i++) {
                TestPeer peer = peers.register(ClientGeneration.V1_0).peer();
                Offenders.asFarAsItGets(() -> peer.sendRaw(frames.toByteArray()));
                assertThat(peer.awaitClose().code()).isEqualTo(4000);
            }
            peers.register(ClientGeneration.V1_0).assertRegisteredAndQuiet();
            assertThat(relay.process().log().substring(before).lines())
                    .filteredOn(line -> !line.contains("malformed message, "))
                    .noneMatch(line -> line.contains("SEVERE") || line.startsWith("\tat "));
        }
    }

    /** Reports how the frame layer differs from the conformance table, to {@code target/frames-….txt}. */
    @Test
    void differencesFromTheConformanceTableAreReported() throws IOException {
        List<FrameCase> cases = FrameCases.all();
        RelayAddress address = relay.address();
        FrameCaseRun run = new FrameCaseRun(
                () -> new Socket(InetAddress.getLoopbackAddress(), address.url().getPort()),
                address.url().getPath(),
                NO_ANSWER);

        List<String> differences = run.differences(cases);

        Files.write(Path.of("target", "frames-" + name + ".txt"), differences);
        assertThat(differences).hasSizeLessThan(cases.size());
    }
}
