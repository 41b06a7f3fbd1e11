package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Tomcat logs about clients that ping while the relay closes their connections. */
class TomcatPingsIT {
    private static final int CLIENTS = 60;
    private static final int PINGS = 50;

    @ParameterizedTest
    @ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
    void pingsBehindAMessageThatEndsTheConnectionLeaveNoTrace(String name) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(WebSocketFrames.masked(WebSocketFrames.TEXT, true, "{}".getBytes(StandardCharsets.UTF_8)));
        for (int i = 0; i < PINGS; i++) {
            frames.writeBytes(WebSocketFrames.masked(WebSocketFrames.PING, true, new byte[0]));
        }
        try (RelayUnderTest relay =
                        ContainerRelay.start(new TomcatContainer(name), ContainerRelay.site("pings-" + name, ""));
                Peers peers = new Peers(relay.address())) {
            for (int i = 0; i < CLIENTS; i++) {
                TestPeer peer = peers.register(ClientGeneration.V1_0).peer();
                sendAsFarAsItGets(peer, frames.toByteArray());
                assertThat(peer.awaitClose().code()).isEqualTo(4000);
            }
            peers.register(ClientGeneration.V1_0).assertRegisteredAndQuiet();
            assertThat(relay.process().log().lines())
                    .filteredOn(line -> !line.contains("malformed message, "))
                    .noneMatch(line -> line.contains("SEVERE") || line.startsWith("\tat "));
        }
    }

    private static void sendAsFarAsItGets(TestPeer peer, byte[] frames) {
        try {
            peer.sendRaw(frames);
        } catch (UncheckedIOException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class); // Tomcat has hung up
        }
    }
}
