package proxystore.relay.message;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.serializer.DeserializationContext;
import jakarta.json.bind.serializer.JsonbDeserializer;
import jakarta.json.bind.serializer.JsonbSerializer;
import jakarta.json.bind.serializer.SerializationContext;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonParser;
import java.lang.reflect.Type;
import org.eclipse.yasson.JsonBindingProvider;
import org.eclipse.yasson.YassonJsonb;

/**
 * The JSON-B binding of the protocol's messages, for the declared decoder and encoder. Reading and writing are those of
 * {@link MessageFields} and {@link MessageWriter}; Yasson's own binding would be lenient with unknown and missing
 * fields, numbers read as strings and UUIDs without dashes.
 */
final class MessageJson {
    /** Building it takes a millisecond; any thread may use it. */
    private static final YassonJsonb JSONB = (YassonJsonb) build();

    private MessageJson() {}

    /** Reads the members of the object at which the parser starts. */
    static MessageFields read(JsonParser parser) {
        return JSONB.fromJson(parser, MessageFields.class);
    }

    /** Writes a message as JSON text. */
    static String write(Message message) {
        return JSONB.toJson(message, Message.class);
    }

    private static Jsonb build() {
        JsonbConfig config =
                new JsonbConfig().withDeserializers(new BindingReader()).withSerializers(new BindingWriter());
        return new JsonBindingProvider().create().withConfig(config).build();
    }

    /** Called by JSON-B when the parser has passed the start of the object. */
    private static final class BindingReader implements JsonbDeserializer<MessageFields> {
        @Override
        public MessageFields deserialize(JsonParser parser, DeserializationContext context, Type type) {
            return MessageFields.ofMembers(parser);
        }
    }

    private static final class BindingWriter implements JsonbSerializer<Message> {
        @Override
        public void serialize(Message message, JsonGenerator json, SerializationContext context) {
            MessageWriter.write(message, json);
        }
    }
}
