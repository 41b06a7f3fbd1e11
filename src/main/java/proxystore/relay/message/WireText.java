package proxystore.relay.message;

import jakarta.json.stream.JsonParser;
import java.nio.charset.StandardCharsets;

/**
 * A message as it was received.
 *
 * @param text the JSON text
 * @param bytes its length in bytes of UTF-8
 */
public record WireText(String text, int bytes) {
    /** The value of a string member, of which it is known that it is there; the last one if it is there twice. */
    String member(String name) {
        String value = "";
        try (JsonParser parser = new JacksonParser(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            while (parser.hasNext()) {
                if (parser.next() == JsonParser.Event.KEY_NAME
                        && parser.getString().equals(name)) {
                    parser.next();
                    value = parser.getString();
                }
            }
        }
        return value;
    }
}
