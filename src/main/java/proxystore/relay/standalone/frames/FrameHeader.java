package proxystore.relay.standalone.frames;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import proxystore.relay.message.EncodedMessage;

/**
 * Reads the header of one WebSocket frame, in any number of parts (RFC 6455, section 5.2). The thread that reads the
 * connection reuses it for each frame.
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
    /** The seven-bit length that announces two bytes of length. */
    private static final int LENGTH_16 = 126;
    /** The seven-bit length that announces eight bytes of length. */
    private static final int LENGTH_64 = 127;

    private static final int KEY_BYTES = 4;
    /** The highest bit of each byte. */
    private static final long NOT_ASCII = 0x8080808080808080L;

    private static final int MAX_BYTES = 2 + 8 + KEY_BYTES;

    private final byte[] bytes = new byte[MAX_BYTES];
    /** The number of header bytes in {@link #bytes}. */
    private int bytesRead;

    /**
     * Reads from the buffer what belongs to the header.
     *
     * @return whether the header is complete
     */
    boolean read(ByteBuffer data) {
        while (bytesRead < length()) {
            if (!data.hasRemaining()) {
                return false;
            }
            bytes[bytesRead++] = data.get();
        }
        return true;
    }

    /** Prepares for the next frame. */
    void clear() {
        bytesRead = 0;
    }

    /** The header's length in bytes, as far as the bytes read so far determine it. */
    private int length() {
        if (bytesRead < 2) {
            return 2;
        }
        int length = bytes[1] & LENGTH;
        int extended = length == LENGTH_16 ? 2 : length == LENGTH_64 ? 8 : 0;
        return 2 + extended + (isMasked() ? KEY_BYTES : 0);
    }

    int opcode() {
        return bytes[0] & OPCODE;
    }

    /** Whether this is no control frame and so may have any length; reserved data opcodes are included. */
    boolean isData() {
        return opcode() < CLOSE;
    }

    boolean isFinal() {
        return (bytes[0] & FIN) != 0;
    }

    boolean isMasked() {
        return (bytes[1] & MASKED) != 0;
    }

    /** Whether this is a whole text message as a client must send it: final, masked, no reserved bits. */
    boolean isWholeText() {
        return (bytes[0] & 0xff) == (FIN | TEXT) && isMasked();
    }

    /** The payload's length in bytes; {@link Long#MAX_VALUE} if its highest bit is set, which the RFC forbids. */
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

    /** A copy of the header's bytes. */
    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes.clone(), 0, bytesRead);
    }

    /**
     * Masks or unmasks a whole payload (RFC 6455, section 5.3), eight bytes at a time.
     *
     * @return whether the result is ASCII
     */
    boolean mask(byte[] array, int start, int length) {
        byte[] key = new byte[Long.BYTES];
        for (int i = 0; i < key.length; i++) {
            key[i] = bytes[bytesRead - KEY_BYTES + i % KEY_BYTES];
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
            bits |= array[start + i]; // a negative byte sets the highest bit
        }
        return (bits & NOT_ASCII) == 0;
    }

    /** Whether a buffer begins with a close frame. */
    static boolean isClose(ByteBuffer frame) {
        return frame.hasRemaining() && (frame.get(frame.position()) & OPCODE) == CLOSE;
    }

    /** Makes one unmasked, final text frame, as a server sends it. */
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
