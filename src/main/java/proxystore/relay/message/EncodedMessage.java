package proxystore.relay.message;

import jakarta.json.stream.JsonParser;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * The JSON text of a message in UTF-8, as it is sent: received, received with its error replaced, or written by the
 * relay. Passing it on takes no decoding and no copy.
 *
 * <p>The text's bytes never change. The array may have room in front of them, to which the sending thread writes the
 * frame's header; every frame of one text has the same header.
 */
public final class EncodedMessage {
    /**
     * Bytes of room in front of the text in {@link #received}: the longest header of a server's frame (RFC 6455,
     * section 5.2).
     */
    public static final int HEADER_BYTES = 2 + Long.BYTES;

    private final byte[] array;
    private final int start;
    private final int bytes;

    private EncodedMessage(byte[] array, int start, int bytes) {
        this.array = array;
        this.start = start;
        this.bytes = bytes;
    }

    /** Encodes a text. */
    public static EncodedMessage of(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new EncodedMessage(utf8, 0, utf8.length);
    }

    /**
     * Takes a received text over without a copy; the caller no longer writes to the array.
     *
     * @param array {@link #HEADER_BYTES} bytes of room, then valid UTF-8
     * @param bytes the text's length in bytes of UTF-8
     */
    public static EncodedMessage received(byte[] array, int bytes) {
        return new EncodedMessage(array, HEADER_BYTES, bytes);
    }

    /** The text's length in bytes of UTF-8. */
    public int bytes() {
        return bytes;
    }

    /** The text as a string; each call decodes it. */
    public String text() {
        return new String(array, start, bytes, StandardCharsets.UTF_8);
    }

    /**
     * The text with room for a frame's header in front; copied only if the array has no such room.
     *
     * @param header bytes of room, at most {@link #HEADER_BYTES}
     * @return a buffer from the first byte of the room to the end of the text; the caller may write to the room
     */
    public ByteBuffer withHeaderRoom(int header) {
        if (start >= header) {
            return ByteBuffer.wrap(array, start - header, header + bytes).slice();
        }
        ByteBuffer copy = ByteBuffer.allocate(header + bytes);
        return copy.put(header, array, start, bytes);
    }

    /**
     * The length of a text in bytes of UTF-8. Each half of a surrogate pair counts as two bytes, so lengths of parts
     * add up.
     */
    public static int utf8Length(CharSequence text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }

    JacksonParser parser() {
        return new JacksonParser(array, start, bytes);
    }

    /** Whether the first character after JSON's white space opens an object. */
    boolean looksLikeObject() {
        for (int i = start; i < start + bytes; i++) {
            byte b = array[i];
            if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                return b == '{';
            }
        }
        return false;
    }

    /** The value of a string member, which the text must have; the last value if the member is repeated. */
    String member(String name) {
        String value = "";
        try (JsonParser parser = parser()) {
            while (nextValue(parser, name)) {
                value = parser.getString();
            }
        }
        return value;
    }

    /** The same text with another string as the value of a member, which the text must have once. */
    EncodedMessage with(String name, String value) {
        String json = '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(value)) + '"';
        ByteArrayOutputStream replaced = new ByteArrayOutputStream(HEADER_BYTES + bytes + json.length());
        replaced.writeBytes(new byte[HEADER_BYTES]);
        try (JacksonParser parser = parser()) {
            if (!nextValue(parser, name)) {
                throw new IllegalArgumentException("no member " + name);
            }
            int end = parser.valueEnd();
            replaced.write(array, start, parser.valueStart());
            replaced.writeBytes(MessageEncoder.escapeLoneSurrogates(json).getBytes(StandardCharsets.UTF_8));
            replaced.write(array, start + end, bytes - end);
        }
        return received(replaced.toByteArray(), replaced.size() - HEADER_BYTES);
    }

    /** Moves the parser to the value of the next member of that name; false if there is none. */
    private static boolean nextValue(JsonParser parser, String name) {
        while (parser.hasNext()) {
            if (parser.next() == JsonParser.Event.KEY_NAME && parser.getString().equals(name)) {
                parser.next();
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EncodedMessage text
                && Arrays.equals(array, start, start + bytes, text.array, text.start, text.start + text.bytes);
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(array, start, bytes).hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
