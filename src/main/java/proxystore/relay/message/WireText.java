package proxystore.relay.message;

import jakarta.json.stream.JsonParser;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * A message as it was received, or as it was received but for the error that it comes back with.
 *
 * @param text the JSON text
 * @param bytes its length in bytes of UTF-8
 */
public record WireText(String text, int bytes) {
    /** The value of a string member, of which it is known that it is there; the last one if it is there twice. */
    String member(String name) {
        String value = "";
        try (JsonParser parser = new JacksonParser(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            while (nextValue(parser, name)) {
                value = parser.getString();
            }
        }
        return value;
    }

    /** The same text with another string as a member's value, of which it is known that it is there once. */
    WireText with(String name, String value) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        String json = '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(value)) + '"';
        ByteArrayOutputStream spliced = new ByteArrayOutputStream(bytes + json.length());
        try (JacksonParser parser = new JacksonParser(utf8, bytes)) {
            if (!nextValue(parser, name)) {
                throw new IllegalArgumentException("no member " + name);
            }
            int end = parser.valueEnd();
            spliced.write(utf8, 0, parser.valueStart());
            spliced.writeBytes(MessageEncoder.escapeLoneSurrogates(json).getBytes(StandardCharsets.UTF_8));
            spliced.write(utf8, end, bytes - end);
        }
        return new WireText(spliced.toString(StandardCharsets.UTF_8), spliced.size());
    }

    /** Goes on to the value of the next member of that name; false if there is none. */
    private static boolean nextValue(JsonParser parser, String name) {
        while (parser.hasNext()) {
            if (parser.next() == JsonParser.Event.KEY_NAME && parser.getString().equals(name)) {
                parser.next();
                return true;
            }
        }
        return false;
    }
}
