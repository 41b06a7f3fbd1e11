package proxystore.relay.message;

import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import java.io.StringWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link Message} as a JSON object with all of its keys, nulls included, in the order of ProxyStore's classes.
 */
final class MessageWriter {
    private static final JsonGeneratorFactory GENERATORS =
            JsonProvider.provider().createGeneratorFactory(Map.of());

    private MessageWriter() {}

    /** The JSON text of a message, the same as that of {@link MessageJson#write}. */
    static String write(Message message) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = GENERATORS.createGenerator(text)) {
            write(message, json);
        }
        return text.toString();
    }

    /** Writes a message as one object. */
    static void write(Message message, JsonGenerator json) {
        json.writeStartObject();
        if (message instanceof Registration registration) {
            json.write("name", registration.name());
            json.write("uuid", registration.uuid().toString());
            json.write("message_type", registration.generation().registrationType());
        } else if (message instanceof Response response) {
            json.write("success", response.success());
            write(json, "message", response.message());
            json.write("error", response.error());
            json.write("message_type", response.generation().responseType());
        } else if (message instanceof PeerConnection connection) {
            json.write("source_uuid", connection.sourceUuid().toString());
            json.write("source_name", connection.sourceName());
            json.write("peer_uuid", connection.peerUuid().toString());
            json.write("description_type", connection.descriptionType());
            json.write("description", connection.description());
            write(json, "error", connection.error());
            json.write("message_type", "peer_connection");
        }
        json.writeEnd();
    }

    private static void write(JsonGenerator json, String key, @Nullable String text) {
        if (text == null) {
            json.writeNull(key);
        } else {
            json.write(key, text);
        }
    }
}
