package proxystore.relay.standalone.frames;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks the header of one frame of a client, in any number of parts (RFC 6455, section 5.2). The thread that
 * reads the connection reuses it for each frame.
 */
final class FrameHeader {
    static final int FIN = 0x80;
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** The longest payload of a control frame, in bytes (RFC 6455, section 5.5). */
    static final int MAX_CONTROL_BYTES = 125;

    /** The seven-bit length that announces two bytes of length. */
    static final int LENGTH_16 = 126;
    /** The seven-bit length that announces eight bytes of length. */
    static final int LENGTH_64 = 127;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int RESERVED_BITS = 0x70;
    private static final int OPCODE = 0x0f;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int KEY_BYTES = 4;
    private static final int MAX_BYTES = 2 + Long.BYTES + KEY_BYTES;
    /** The highest bit of each byte. */
    private static final long NOT_ASCII = 0x8080808080808080L;

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
        int extended = length == LENGTH_16 ? Short.BYTES : length == LENGTH_64 ? Long.BYTES : 0;
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

    private boolean isMasked() {
        return (bytes[1] & MASKED) != 0;
    }

    /** The payload's length in bytes; {@link Long#MAX_VALUE} if its highest bit is set, which the RFC forbids. */
    long payloadLength() {
        int length = bytes[1] & LENGTH;
        if (length < LENGTH_16) {
            return length;
        }
        long extended = 0;
        for (int i = 2; i < 2 + (length == LENGTH_16 ? Short.BYTES : Long.BYTES); i++) {
            extended = (extended << 8) | (bytes[i] & 0xff);
        }
        return extended < 0 ? Long.MAX_VALUE : extended;
    }

    /**
     * The rule of RFC 6455, section 5, that the header breaks.
     *
     * @param inMessage whether a fragmented message has begun and not ended
     * @return a close reason; null if the header is valid
     */
    @Nullable
    String violation(boolean inMessage) {
        if ((bytes[0] & RESERVED_BITS) != 0) {
            return "A reserved bit is set, and no extension was agreed on.";
        }
        if (!isMasked()) {
            return "A frame is not masked.";
        }
        if (!hasShortestLength()) {
            return "The length of a frame is not encoded as RFC 6455 demands.";
        }
        return switch (opcode()) {
            case CONTINUATION -> inMessage ? null : "A continuation frame follows no message.";
            case TEXT, BINARY -> inMessage ? "A message begins within another one." : null;
            case CLOSE, PING, PONG -> controlViolation();
            default -> "Opcode " + opcode() + " is reserved.";
        };
    }

    private @Nullable String controlViolation() {
        if (!isFinal()) {
            return "A control frame is fragmented.";
        }
        return (bytes[1] & LENGTH) > MAX_CONTROL_BYTES ? "A control frame is longer than 125 bytes." : null;
    }

    private boolean hasShortestLength() {
        return switch (bytes[1] & LENGTH) {
            case LENGTH_16 -> payloadLength() >= LENGTH_16;
            case LENGTH_64 -> bytes[2] >= 0 && payloadLength() > 0xffff;
            default -> true;
        };
    }

    /** A copy of the header's bytes. */
    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes.clone(), 0, bytesRead);
    }

    /**
     * Unmasks a part of the payload (RFC 6455, section 5.3), eight bytes at a time.
     *
     * @param position the number of payload bytes before this part
     * @return whether the result is ASCII
     */
    boolean unmask(byte[] array, int start, int length, int position) {
        int key = 0;
        for (int i = 0; i < KEY_BYTES; i++) {
            key |= (bytes[bytesRead - KEY_BYTES + (position + i) % KEY_BYTES] & 0xff) << (Byte.SIZE * i);
        }
        long keys = (key & 0xffffffffL) | ((long) key << Integer.SIZE);
        long bits = 0;
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            long unmasked = (long) LONGS.get(array, start + i) ^ keys;
            LONGS.set(array, start + i, unmasked);
            bits |= unmasked;
        }
        for (; i < length; i++) {
            array[start + i] ^= (byte) (key >>> (Byte.SIZE * (i % KEY_BYTES)));
            bits |= array[start + i]; // a negative byte sets the highest bit
        }
        return (bits & NOT_ASCII) == 0;
    }
}
