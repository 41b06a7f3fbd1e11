package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.DecodeException;

/** Decodes and encodes with and without JSON-B, and requires that both ways agree. */
final class BothWays {
    private static final MessageDecoder DECODER = new MessageDecoder();
    private static final MessageEncoder ENCODER = new MessageEncoder();

    private BothWays() {}

    /** The message of a text, or its refusal; the same through JSON-B. */
    static Message decode(String text) throws DecodeException {
        assertThat(outcome(() -> DECODER.decode(text)))
                .as("through JSON-B")
                .isEqualTo(outcome(() -> DECODER.decode(EncodedMessage.of(text))));
        return DECODER.decode(EncodedMessage.of(text));
    }

    /** The text of a message; the same through JSON-B. */
    static String encode(Message message) {
        String text = ENCODER.toEncoded(message).text();
        assertThat(ENCODER.encode(message)).as("through JSON-B").isEqualTo(text);
        return text;
    }

    private interface Decoding {
        Message decode() throws DecodeException;
    }

    private static Object outcome(Decoding decoding) {
        try {
            return decoding.decode();
        } catch (DecodeException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
