package proxystore.relay.message;

import jakarta.json.stream.JsonParser;
import jakarta.websocket.DecodeException;
import jakarta.websocket.Decoder;

/**
 * Reads one message of the protocol from its JSON text through JSON-B (Jakarta WebSocket 2.1, section 4.4). Stateless;
 * one instance serves every thread.
 */
public final class MessageDecoder implements Decoder.Text<Message> {
    /**
     * Reads one message.
     *
     * @throws DecodeException if the text is no message of the protocol; its message says why in one line and holds
     *     nothing that the client wrote, and {@link DecodeException#getText()} is empty for the same reason
     */
    @Override
    public Message decode(String text) throws DecodeException {
        return decode(EncodedMessage.of(text));
    }

    /** As {@link #decode(String)}, for a caller that has the text in UTF-8. */
    public Message decode(EncodedMessage text) throws DecodeException {
        if (!text.startsLikeAnObject()) {
            throw new DecodeException("", "not a JSON object");
        }
        try (JsonParser parser = text.parser()) {
            MessageFields fields = (MessageFields) MessageJson.JSONB.fromJson(parser, MessageDocument.class);
            if (parser.hasNext()) {
                throw new DecodeException("", "text after the JSON object");
            }
            return fields.toMessage(text);
        } catch (RuntimeException e) {
            throw new DecodeException("", reason(e));
        }
    }

    /** Always true: what is no message is {@link #decode}'s to say, with the reason. */
    @Override
    public boolean willDecode(String text) {
        return true;
    }

    /** Bad input leaves JSON-B and the parser as several kinds of RuntimeException; ours alone has a safe text. */
    private static String reason(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MalformedMessageException) {
                return String.valueOf(cause.getMessage());
            }
        }
        return "not valid JSON";
    }
}
