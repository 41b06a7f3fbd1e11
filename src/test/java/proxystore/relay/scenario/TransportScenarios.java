package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.HttpsURLConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes, frames and lengths: what happens before a message is a message. */
interface TransportScenarios extends Scenarios {
    /** UTF-8 bytes; the documented default of {@code max_message_bytes}. */
    int MAX_MESSAGE_BYTES = 1024 * 1024;

    @EachGeneration
    default void aBinaryMessageClosesTheConnection(ClientGeneration generation) {
        TestEndpoint observer = peers().register(generation);
        TestEndpoint endpoint = peers().register(generation);

        endpoint.peer()
                .sendFrame(
                        WebSocketFrames.BINARY,
                        true,
                        endpoint.registration().toString().getBytes(StandardCharsets.UTF_8));

        PeerEvent.CloseReceived close = endpoint.peer().expectClose();
        assertThat(close.code()).isEqualTo(generation.binaryCode());
        if (generation == ClientGeneration.V1_0) {
            assertThat(close.reason()).isEqualTo(MalformedMessageScenarios.UNKNOWN_MESSAGE_REASON);
        }
        endpoint.peer().expectEnd();
        observer.awaitUnknown(endpoint.uuid());
    }

    @Test
    default void aBinaryMessageBeforeARegistrationClosesTheConnection() {
        TestPeer peer = peers().open();

        peer.sendFrame(WebSocketFrames.BINARY, true, new byte[] {1, 2, 3});

        assertThat(peer.expectClose().code()).isEqualTo(ClientGeneration.V0_5.binaryCode());
    }

    @EachGeneration
    default void aMessageOfTheMaximumLengthIsForwarded(ClientGeneration generation) {
        TestEndpoint sender = peers().register(generation);
        TestEndpoint receiver = peers().register(generation);
        String message = ofLength(sender, receiver, MAX_MESSAGE_BYTES, "x");

        sender.peer().sendText(message);

        assertThat(receiver.peer().expectMessage()).isEqualTo(TestMessages.read(message));
    }

    @EachGeneration
    default void aMessageOneByteOverTheLimitClosesTheConnection(ClientGeneration generation) {
        TestEndpoint observer = peers().register(generation);
        TestEndpoint endpoint = peers().register(generation);

        endpoint.peer().sendTextAsFarAsItGets(ofLength(endpoint, endpoint, MAX_MESSAGE_BYTES + 1, "x"));

        assertTooLong(endpoint);
        observer.awaitUnknown(endpoint.uuid());
    }

    @EachGeneration
    default void theLimitCountsBytesNotCharacters(ClientGeneration generation) {
        TestEndpoint endpoint = peers().register(generation);

        endpoint.peer().sendTextAsFarAsItGets(ofLength(endpoint, endpoint, MAX_MESSAGE_BYTES + 3, "\u20ac"));

        assertTooLong(endpoint);
    }

    @EachGeneration
    default void theLimitCountsAllFragments(ClientGeneration generation) {
        TestEndpoint endpoint = peers().register(generation);
        byte[] utf8 = ofLength(endpoint, endpoint, MAX_MESSAGE_BYTES + 1, "x").getBytes(StandardCharsets.UTF_8);

        endpoint.peer().sendFragmented(utf8, 60_000);

        assertTooLong(endpoint);
    }

    @EachGeneration
    default void aMessageFarOverTheLimitClosesOnlyItsConnection(ClientGeneration generation) {
        TestEndpoint observer = peers().register(generation);
        TestEndpoint endpoint = peers().register(generation);

        endpoint.peer().sendTextAsFarAsItGets(ofLength(endpoint, endpoint, 8 * MAX_MESSAGE_BYTES, "x"));

        closeOfTooLong(endpoint)
                .ifPresent(close -> assertThat(close.code()).isEqualTo(farOverTheLimitCode(generation)));
        observer.awaitUnknown(endpoint.uuid());
        observer.assertRegisteredAndQuiet();
    }

    /** The close code for a frame of many times the limit: the relay's, unless it is the container that ends it. */
    default int farOverTheLimitCode(ClientGeneration generation) {
        return generation.tooLongCode();
    }

    /** The close frame after a message that is too long; empty if a proxy before the relay has lost it. */
    default Optional<PeerEvent.CloseReceived> closeOfTooLong(TestEndpoint endpoint) {
        return Optional.of(endpoint.peer().expectClose());
    }

    private void assertTooLong(TestEndpoint endpoint) {
        closeOfTooLong(endpoint).ifPresent(close -> {
            assertThat(close.code()).isEqualTo(endpoint.generation().tooLongCode());
            if (endpoint.generation() == ClientGeneration.V1_0) {
                assertThat(close.reason()).isEqualTo("Message length exceeds limit.");
            }
        });
    }

    /** A message whose description is filled up to this number of bytes. */
    private static String ofLength(TestEndpoint sender, TestEndpoint receiver, int bytes, String filling) {
        JsonObject empty = TestMessages.with(sender.offer(receiver.uuid()), "description", "");
        int fillingBytes = filling.getBytes(StandardCharsets.UTF_8).length;
        int missing = bytes - empty.toString().length();
        String description = filling.repeat(missing / fillingBytes) + "x".repeat(missing % fillingBytes);
        return TestMessages.with(empty, "description", description).toString();
    }

    @Test
    default void textThatIsNotUtf8ClosesOnlyItsConnection() {
        TestEndpoint observer = peers().register(ClientGeneration.V0_5);
        TestEndpoint endpoint = peers().register(ClientGeneration.V0_5);

        endpoint.peer().sendFrame(WebSocketFrames.TEXT, true, new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'});

        assertThat(endpoint.peer().expectClose().code()).isEqualTo(1007);
        observer.awaitUnknown(endpoint.uuid());
    }

    @Test
    default void anOfferOfCompressionIsDeclined() {
        TestPeer peer = peers().open(peers().handshake()
                .header("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"));

        assertThat(peer.handshake().headers()).doesNotContainKey("sec-websocket-extensions");
        new TestEndpoint(ClientGeneration.V0_5, UUID.randomUUID(), peer).assertRegisteredAndQuiet();
    }

    @Test
    default void unrequestedCredentialsAreIgnored() {
        TestPeer peer = peers().open(peers().handshake().header("Authorization", "Bearer of good news"));

        new TestEndpoint(ClientGeneration.V1_0, UUID.randomUUID(), peer).assertRegisteredAndQuiet();
    }

    @Test
    default void pingsAreAnswered() {
        TestEndpoint endpoint = peers().register(ClientGeneration.V0_5);
        byte[] payload = "ping \u20ac".getBytes(StandardCharsets.UTF_8);

        endpoint.peer().sendFrame(WebSocketFrames.PING, true, payload);

        endpoint.peer().expectPong(payload);
        endpoint.assertRegisteredAndQuiet();
    }

    @Test
    default void thePageShowsTheCommandThatConnectsAnEndpoint() throws IOException {
        for (int i = 0; i < 3; i++) {
            HttpURLConnection request = pageRequest();

            assertThat(request.getResponseCode()).isEqualTo(200);
            assertThat(request.getContentType()).startsWith("text/");
            try (InputStream page = request.getInputStream()) {
                assertThat(new String(page.readAllBytes(), StandardCharsets.UTF_8))
                        .contains(" --relay-address " + relay().url() + " --no-relay-auth\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    default void otherMethodsThanGetAndHeadAreNotAllowed(String method) throws IOException {
        HttpURLConnection request = pageRequest();
        request.setRequestMethod(method);

        assertThat(request.getResponseCode()).isEqualTo(405);
        assertThat(request.getHeaderField("Allow")).isEqualTo("GET, HEAD");
    }

    private HttpURLConnection pageRequest() throws IOException {
        HttpURLConnection request = (HttpURLConnection) relay().page().toURL().openConnection();
        if (request instanceof HttpsURLConnection https) {
            https.setSSLSocketFactory(relay().trust().orElseThrow().getSocketFactory());
        }
        request.setConnectTimeout(Math.toIntExact(AT_ONCE.toMillis()));
        request.setReadTimeout(Math.toIntExact(AT_ONCE.toMillis()));
        request.setRequestProperty("Connection", "close");
        request.setRequestProperty("Accept", "*/*"); // by default it prefers HTML
        return request;
    }
}
