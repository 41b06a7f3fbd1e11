package proxystore.relay.standalone.frames;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import proxystore.relay.message.EncodedMessage;

/**
 * The header of one WebSocket frame as it comes in, byte by byte if need be (RFC 6455, section 5.2). Reused for frame
 * after frame by the thread that reads the connection.
 */
final class FrameHeader {
    static final int FIN = 0x80;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int OPCODE = 0x0f;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;
    /** Values of the seven-bit length that announce two, or eight, bytes of length. */
    private static final int LENGTH_16 = 126;

    private static final int LENGTH_64 = 127;
    private static final int KEY_BYTES = 4;
    /** The highest bit of each byte. */
    private static final long NOT_ASCII = 0x8080808080808080L;

    private static final int MAX_BYTES = 2 + 8 + KEY_BYTES;

    private final byte[] bytes = new byte[MAX_BYTES];
    /** How many bytes have come. */
    private int come;

    /**
     * Takes what belongs to the header.
     *
     * @return whether the header is complete
     */
    boolean read(ByteBuffer data) {
        while (come < length()) {
            if (!data.hasRemaining()) {
                return false;
            }
            bytes[come++] = data.get();
        }
        return true;
    }

    /** Makes ready for the next frame. */
    void clear() {
        come = 0;
    }

    /** The bytes that the header has, as far as can be told from those that have come. */
    private int length() {
        if (come < 2) {
            return 2;
        }
        int length = bytes[1] & LENGTH;
        int extended = length == LENGTH_16 ? 2 : length == LENGTH_64 ? 8 : 0;
        return 2 + extended + (isMasked() ? KEY_BYTES : 0);
    }

    int opcode() {
        return bytes[0] & OPCODE;
    }

    /** Whether this is no control frame, so that it may be of any length; those of reserved opcodes included. */
    boolean isData() {
        return opcode() < CLOSE;
    }

    boolean isFinal() {
        return (bytes[0] & FIN) != 0;
    }

    boolean isMasked() {
        return (bytes[1] & MASKED) != 0;
    }

    /** Whether this is a whole text message as a client has to send it: final, no extension's bits, masked. */
    boolean isWholeText() {
        return (bytes[0] & 0xff) == (FIN | TEXT) && isMasked();
    }

    /** The payload's length in bytes; {@link Long#MAX_VALUE} if it breaks the RFC by its highest bit. */
    long payloadLength() {
        int length = bytes[1] & LENGTH;
        if (length < LENGTH_16) {
            return length;
        }
        long extended = 0;
        for (int i = 2; i < 2 + (length == LENGTH_16 ? 2 : 8); i++) {
            extended = (extended << 8) | (bytes[i] & 0xff);
        }
        return extended < 0 ? Long.MAX_VALUE : extended;
    }

    /** A copy of the header as it came. */
    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes.clone(), 0, come);
    }

    /**
     * Masks or unmasks a whole payload (RFC 6455, section 5.3), eight bytes at a time.
     *
     * @return whether it is all ASCII then
     */
    boolean mask(byte[] array, int start, int length) {
        byte[] key = new byte[Long.BYTES];
        for (int i = 0; i < key.length; i++) {
            key[i] = bytes[come - KEY_BYTES + i % KEY_BYTES];
        }
        long keys = (long) LONGS.get(key, 0);
        long bits = 0;
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            long masked = (long) LONGS.get(array, start + i) ^ keys;
            LONGS.set(array, start + i, masked);
            bits |= masked;
        }
        for (; i < length; i++) {
            array[start + i] ^= key[i % Long.BYTES];
            bits |= array[start + i]; // a negative one sets the highest bit
        }
        return (bits & NOT_ASCII) == 0;
    }

    /** Whether a buffer begins with a close frame. */
    static boolean isClose(ByteBuffer frame) {
        return frame.hasRemaining() && (frame.get(frame.position()) & OPCODE) == CLOSE;
    }

    /** One unmasked, final text frame, as a server sends it. */
    static ByteBuffer textFrame(EncodedMessage text) {
        int length = text.bytes();
        int extended = length < LENGTH_16 ? 0 : length <= 0xffff ? Short.BYTES : Long.BYTES;
        ByteBuffer frame = text.withHeaderRoom(2 + extended).put((byte) (FIN | TEXT));
        switch (extended) {
            case 0 -> frame.put((byte) length);
            case Short.BYTES -> frame.put((byte) LENGTH_16).putShort((short) length);
            default -> frame.put((byte) LENGTH_64).putLong(length);
        }
        return frame.rewind();
    }
}
