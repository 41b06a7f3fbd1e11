package proxystore.relay.message;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbConfig;
import org.eclipse.yasson.JsonBindingProvider;
import org.eclipse.yasson.YassonJsonb;

/** The one JSON-B instance of the protocol; building one costs a millisecond, using it is thread-safe. */
final class MessageJson {
    static final YassonJsonb JSONB = (YassonJsonb) build();

    private MessageJson() {}

    private static Jsonb build() {
        JsonbConfig config = new JsonbConfig()
                .withDeserializers(new MessageFields.Deserializer())
                .withSerializers(new MessageSerializer());
        return new JsonBindingProvider().create().withConfig(config).build();
    }
}
