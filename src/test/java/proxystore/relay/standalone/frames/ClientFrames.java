package proxystore.relay.standalone.frames;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Makes frames as a client sends them, valid and invalid (RFC 6455, section 5.2). */
public final class ClientFrames {
    public static final int FIN = 0x80;
    static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final int MASK = 0x5a17c3e8;

    private ClientFrames() {}

    public static byte[] text(String text) {
        return frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A masked frame whose header has the shortest form. */
    public static byte[] frame(int firstByte, byte[] payload) {
        return frame(firstByte, payload.length, payload, true);
    }

    /**
     * A frame.
     *
     * @param declared the length that the header declares, which may differ from the payload's
     */
    public static byte[] frame(int firstByte, long declared, byte[] payload, boolean masked) {
        int mask = masked ? 0x80 : 0;
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) firstByte);
        if (declared >= 0 && declared < 126) {
            frame.put((byte) (mask | declared));
        } else if (declared >= 0 && declared < 0x10000) {
            frame.put((byte) (mask | 126)).putShort((short) declared);
        } else {
            frame.put((byte) (mask | 127)).putLong(declared);
        }
        if (masked) {
            frame.putInt(MASK);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (masked ? payload[i] ^ (MASK >>> (24 - 8 * (i % 4))) : payload[i]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    public static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
