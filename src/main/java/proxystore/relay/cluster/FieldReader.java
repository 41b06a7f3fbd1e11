package proxystore.relay.cluster;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import proxystore.relay.message.EncodedMessage;

/** Reads what {@link FieldWriter} writes, and checks it: anybody may have published it. Used by one thread. */
final class FieldReader {
    private static final int MAX_FIELD = 16;
    private static final int SCRATCH_CHARS = 1024;

    private final byte[] data;
    /** Where the value of each known field begins; 0 if the message does not have the field. */
    private final int[] starts = new int[MAX_FIELD];

    private final int[] lengths = new int[MAX_FIELD];

    FieldReader(byte[] data) throws MalformedClusterMessageException {
        this.data = data;
        if (data.length < 2) {
            throw new MalformedClusterMessageException("it is too short");
        }
        if (data[0] < 1 || data[0] > ClusterCodec.VERSION) {
            throw new MalformedClusterMessageException("version " + (data[0] & 0xff));
        }
        ByteBuffer buffer = ByteBuffer.wrap(data).position(2);
        while (buffer.hasRemaining()) {
            if (buffer.remaining() < FieldWriter.FIELD_HEADER_BYTES) {
                throw new MalformedClusterMessageException("a cut field");
            }
            int field = buffer.get() & 0xff;
            int length = buffer.getInt();
            if (length < 0 || length > buffer.remaining()) {
                throw new MalformedClusterMessageException("a field that is longer than the message");
            }
            if (field < MAX_FIELD) {
                starts[field] = buffer.position();
                lengths[field] = length;
            }
            buffer.position(buffer.position() + length);
        }
    }

    int type() {
        return data[1] & 0xff;
    }

    UUID uuid(int field) throws MalformedClusterMessageException {
        ByteBuffer value = fixed(field, 2 * Long.BYTES);
        return new UUID(value.getLong(), value.getLong());
    }

    long number(int field) throws MalformedClusterMessageException {
        return fixed(field, Long.BYTES).getLong();
    }

    private ByteBuffer fixed(int field, int bytes) throws MalformedClusterMessageException {
        if (length(field) != bytes) {
            throw new MalformedClusterMessageException("field " + field + " has not " + bytes + " bytes");
        }
        return ByteBuffer.wrap(data, starts[field], bytes);
    }

    String string(int field, int maxBytes) throws MalformedClusterMessageException {
        int length = length(field);
        if (length > maxBytes) {
            throw new MalformedClusterMessageException("field " + field + " has more than " + maxBytes + " bytes");
        }
        try {
            return utf8().decode(ByteBuffer.wrap(data, starts[field], length)).toString();
        } catch (CharacterCodingException e) {
            throw notUtf8(field);
        }
    }

    EncodedMessage text(int field) throws MalformedClusterMessageException {
        int length = length(field);
        ByteBuffer value = ByteBuffer.wrap(data, starts[field], length);
        CharsetDecoder decoder = utf8();
        CharBuffer scratch = CharBuffer.allocate(SCRATCH_CHARS);
        CoderResult result;
        do {
            result = decoder.decode(value, scratch.clear(), true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw notUtf8(field);
        }
        byte[] array = new byte[EncodedMessage.HEADER_BYTES + length];
        System.arraycopy(data, starts[field], array, EncodedMessage.HEADER_BYTES, length);
        return EncodedMessage.received(array, length);
    }

    private int length(int field) throws MalformedClusterMessageException {
        if (starts[field] == 0) {
            throw new MalformedClusterMessageException("field " + field + " is missing");
        }
        return lengths[field];
    }

    private static CharsetDecoder utf8() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private static MalformedClusterMessageException notUtf8(int field) {
        return new MalformedClusterMessageException("field " + field + " is not UTF-8");
    }
}
