package proxystore.relay.message;

import jakarta.json.bind.serializer.JsonbSerializer;
import jakarta.json.bind.serializer.SerializationContext;
import jakarta.json.stream.JsonGenerator;
import org.jspecify.annotations.Nullable;

/** JSON-B's way from a {@link Message} to JSON: every key is always written, nulls included. */
final class MessageSerializer implements JsonbSerializer<MessageDocument> {
    /**
     * A message to be written. Yasson hashes whatever it is about to write, to find cycles; a record's hash is computed
     * from all its texts, and the JVM takes its time to link the first one.
     */
    static final class Subject implements MessageDocument {
        private final Message message;

        Subject(Message message) {
            this.message = message;
        }
    }

    @Override
    public void serialize(MessageDocument document, JsonGenerator json, SerializationContext context) {
        Message message = ((Subject) document).message;
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
