package proxystore.relay.message;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParserFactory;
import java.util.Map;
import org.eclipse.yasson.JsonBindingProvider;
import org.eclipse.yasson.YassonJsonb;

/** The one JSON-B instance of the protocol; building one costs a millisecond, using it is thread-safe. */
final class MessageJson {
    private static final JsonProvider PROVIDER = JsonProvider.provider();
    static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(Map.of());
    static final YassonJsonb JSONB = (YassonJsonb) build();

    private MessageJson() {}

    private static Jsonb build() {
        JsonbConfig config = new JsonbConfig()
                .withDeserializers(new MessageFields.Deserializer())
                .withSerializers(new MessageSerializer());
        return new JsonBindingProvider()
                .create()
                .withConfig(config)
                .withProvider(PROVIDER)
                .build();
    }
}
