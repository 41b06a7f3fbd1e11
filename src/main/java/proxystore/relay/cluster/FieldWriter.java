package proxystore.relay.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import proxystore.relay.message.EncodedMessage;

/**
 * Writes a message of the cluster: a byte with the version, a byte with the type, then fields: a byte with the kind of field,
 * four bytes with the length of its value, the value. Numbers are big-endian. Used by one thread.
 */
final class FieldWriter {
    static final int FIELD_HEADER_BYTES = 1 + Integer.BYTES;

    private static final int FEW_FIELDS_BYTES = 192;

    private ByteBuffer buffer;

    FieldWriter(int type) {
        this(type, 0);
    }

    /** For a message with a text of this many bytes. */
    FieldWriter(int type, int textBytes) {
        buffer = ByteBuffer.allocate(FEW_FIELDS_BYTES + textBytes);
        buffer.put((byte) ClusterCodec.VERSION).put((byte) type);
    }

    FieldWriter uuid(int field, UUID uuid) {
        begin(field, 2 * Long.BYTES);
        buffer.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        return this;
    }

    FieldWriter number(int field, long number) {
        begin(field, Long.BYTES);
        buffer.putLong(number);
        return this;
    }

    /** A text; what is longer than the limit in bytes is cut off. */
    FieldWriter string(int field, String value, int maxBytes) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        int bytes = utf8.length;
        if (bytes > maxBytes) {
            bytes = maxBytes;
            while ((utf8[bytes] & 0xC0) == 0x80) {
                bytes--; // not within a character
            }
        }
        begin(field, bytes);
        buffer.put(utf8, 0, bytes);
        return this;
    }

    FieldWriter text(int field, EncodedMessage text) {
        begin(field, text.bytes());
        buffer.put(text.withHeaderRoom(0));
        return this;
    }

    private void begin(int field, int bytes) {
        int needed = buffer.position() + FIELD_HEADER_BYTES + bytes;
        if (needed > buffer.capacity()) {
            byte[] larger = Arrays.copyOf(buffer.array(), Math.max(needed, 2 * buffer.capacity()));
            buffer = ByteBuffer.wrap(larger).position(buffer.position());
        }
        buffer.put((byte) field).putInt(bytes);
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
