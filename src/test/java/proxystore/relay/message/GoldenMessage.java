package proxystore.relay.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;

/**
 * Messages whose JSON is kept in {@code golden/}: as the relay writes it, and as ProxyStore's {@code json.dumps} does.
 */
enum GoldenMessage {
    SERVER_REGISTRATION(new Registration("my endpoint", Texts.SOURCE, Generation.V0_5)),
    RELAY_REGISTRATION(new Registration("Endpunkt \"Süd\"", Texts.SOURCE, Generation.V1_0)),
    SERVER_RESPONSE(new Response(true, null, false, Generation.V0_5)),
    SERVER_RESPONSE_REFUSAL(new Response(false, "client has not registered yet", true, Generation.V0_5)),
    RELAY_RESPONSE(new Response(true, null, false, Generation.V1_0)),
    PEER_CONNECTION(new PeerConnection(
            Texts.SOURCE, "my endpoint", Texts.PEER, "offer", "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\n", null, null)),
    PEER_CONNECTION_RETURNED(new PeerConnection(
            Texts.SOURCE,
            "my endpoint",
            Texts.PEER,
            "answer",
            "",
            "Cannot forward peer connection message to peer 00000000-0000-0000-0000-00000000002a because this peer is"
                    + " unknown.",
            null)),
    PEER_CONNECTION_ESCAPES(
            new PeerConnection(Texts.SOURCE, "\ud83d\udef0\u202e", Texts.PEER, "offer", Texts.ESCAPES, "\t", null));

    private static final class Texts {
        static final UUID SOURCE = UUID.fromString("8f3a1c2e-5b6d-4e7f-8a9b-0c1d2e3f4a5b");
        static final UUID PEER = UUID.fromString("00000000-0000-0000-0000-00000000002a");
        static final String ESCAPES =
                "v=0\r\n\"quoted\" \\back\\ /slash/ \0\1\37\u007f\u0085 \u2028\u2029 é€" + " \ud83d\udef0 end";
    }

    private final Message message;

    GoldenMessage(Message message) {
        this.message = message;
    }

    /** The message; a peer connection without the text it might have come as. */
    Message message() {
        return message;
    }

    /** As the relay writes it. */
    String json() {
        return read(name().toLowerCase(java.util.Locale.ROOT) + ".json");
    }

    /** As ProxyStore's endpoints write it. */
    String pythonJson() {
        return read(name().toLowerCase(java.util.Locale.ROOT) + ".python.json");
    }

    private static String read(String file) {
        try (InputStream in = GoldenMessage.class.getResourceAsStream("/golden/" + file)) {
            String text = new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
            return text.substring(0, text.length() - 1); // the file's last line feed
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
