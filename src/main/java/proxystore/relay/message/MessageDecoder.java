package proxystore.relay.message;

import jakarta.json.stream.JsonParser;
import jakarta.websocket.DecodeException;
import jakarta.websocket.Decoder;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads one message of the protocol from its JSON text (Jakarta WebSocket 2.1, section 4.4). Texts are read
 * through JSON-B, as declared; UTF-8 is read without it, with the same result. Stateless: one instance serves every
 * thread.
 */
public final class MessageDecoder implements Decoder.Text<Message> {
    /**
     * Reads one message through JSON-B.
     *
     * @throws DecodeException if the text is no message of the protocol; its message says why in one line and holds
     *     nothing that the client wrote, and {@link DecodeException#getText()} is empty for the same reason
     */
    @Override
    public Message decode(String text) throws DecodeException {
        return decode(EncodedMessage.of(text), MessageJson::read);
    }

    /**
     * Reads one message without JSON-B.
     *
     * @throws DecodeException as {@link #decode(String)}
     */
    public Message decode(EncodedMessage text) throws DecodeException {
        return decode(text, MessageFields::of);
    }

    /** Reads a message between peers without JSON-B; empty if the text is none. */
    public static Optional<PeerConnection> peerConnection(EncodedMessage text) {
        try {
            return decode(text, MessageFields::of) instanceof PeerConnection message
                    ? Optional.of(message)
                    : Optional.empty();
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    private static Message decode(EncodedMessage text, Function<JsonParser, MessageFields> reader)
            throws DecodeException {
        if (!text.looksLikeObject()) {
            throw new DecodeException("", "not a JSON object");
        }
        try (JsonParser parser = text.parser()) {
            MessageFields fields = reader.apply(parser);
            if (parser.hasNext()) {
                throw new DecodeException("", "text after the JSON object");
            }
            return fields.toMessage(text);
        } catch (RuntimeException e) {
            throw new DecodeException("", reason(e));
        }
    }

    /** Always true: {@link #decode} refuses a text that is no message, and gives the reason. */
    @Override
    public boolean willDecode(String text) {
        return true;
    }

    /** JSON-B and the parser report malformed text by several kinds of exceptions; only {@link
     * MalformedMessageException} has a safe message. */
    private static String reason(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MalformedMessageException) {
                return String.valueOf(cause.getMessage());
            }
        }
        return "not valid JSON";
    }
}
