package proxystore.relay.message;

import jakarta.json.stream.JsonParser;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * A message's JSON text as it goes over the wire, in UTF-8: as it was received, as it was received but for the error that
 * it comes back with, or as the relay has written it. One that is passed on is neither decoded nor copied for that.
 *
 * <p>The bytes belong to the text and never change. What stands before them in their array is room for whoever sends it
 * to write a frame's header to, always the same one.
 */
public final class EncodedMessage {
    /** Bytes before the text that {@link #received} asks for: the longest header of a server's frame (RFC 6455, section 5.2). */
    public static final int HEADER_BYTES = 2 + Long.BYTES;

    private final byte[] array;
    private final int start;
    private final int bytes;

    private EncodedMessage(byte[] array, int start, int bytes) {
        this.array = array;
        this.start = start;
        this.bytes = bytes;
    }

    /** A text that is there as a string. */
    public static EncodedMessage of(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new EncodedMessage(utf8, 0, utf8.length);
    }

    /**
     * A text that stands in an array, which is the text's from now on.
     *
     * @param array valid UTF-8 behind {@link #HEADER_BYTES} bytes of room
     * @param bytes the text's length in bytes of UTF-8
     */
    public static EncodedMessage received(byte[] array, int bytes) {
        return new EncodedMessage(array, HEADER_BYTES, bytes);
    }

    /** The text's length in bytes of UTF-8. */
    public int bytes() {
        return bytes;
    }

    /** The text as a string, made anew with each call. */
    public String text() {
        return new String(array, start, bytes, StandardCharsets.UTF_8);
    }

    /**
     * The text behind room for a frame's header, without a copy if it has been received so.
     *
     * @param header bytes of room, {@link #HEADER_BYTES} at most
     * @return a buffer at the room's first byte that ends with the text; its room may be written to
     */
    public ByteBuffer behind(int header) {
        if (start >= header) {
            return ByteBuffer.wrap(array, start - header, header + bytes).slice();
        }
        ByteBuffer copy = ByteBuffer.allocate(header + bytes);
        return copy.put(header, array, start, bytes);
    }

    /** The length of a text in bytes of UTF-8; half of a surrogate pair counts as two, so halves add up. */
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

    /** Whether the first thing in it, behind JSON's white space, is an object. */
    boolean startsLikeAnObject() {
        for (int i = start; i < start + bytes; i++) {
            byte b = array[i];
            if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                return b == '{';
            }
        }
        return false;
    }

    /** The value of a string member, of which it is known that it is there; the last one if it is there twice. */
    String member(String name) {
        String value = "";
        try (JsonParser parser = parser()) {
            while (nextValue(parser, name)) {
                value = parser.getString();
            }
        }
        return value;
    }

    /** The same text with another string as a member's value, of which it is known that it is there once. */
    EncodedMessage with(String name, String value) {
        String json = '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(value)) + '"';
        ByteArrayOutputStream spliced = new ByteArrayOutputStream(HEADER_BYTES + bytes + json.length());
        spliced.writeBytes(new byte[HEADER_BYTES]);
        try (JacksonParser parser = parser()) {
            if (!nextValue(parser, name)) {
                throw new IllegalArgumentException("no member " + name);
            }
            int end = parser.valueEnd();
            spliced.write(array, start, parser.valueStart());
            spliced.writeBytes(MessageEncoder.escapeLoneSurrogates(json).getBytes(StandardCharsets.UTF_8));
            spliced.write(array, start + end, bytes - end);
        }
        return received(spliced.toByteArray(), spliced.size() - HEADER_BYTES);
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
