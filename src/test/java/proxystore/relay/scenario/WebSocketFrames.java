package proxystore.relay.scenario;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;

/** WebSocket frames on the wire, RFC 6455 section 5.2, from the client's side. */
final class WebSocketFrames {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;

    private WebSocketFrames() {}

    /** A frame as it was read; never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    record Frame(boolean last, int opcode, byte[] payload) {}

    /** A masked frame, complete. */
    static byte[] masked(int opcode, boolean last, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
        frame.write((last ? FINAL : 0) | opcode);
        if (payload.length < 126) {
            frame.write(MASKED | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(MASKED | 126);
            writeNumber(frame, payload.length, 2);
        } else {
            frame.write(MASKED | 127);
            writeNumber(frame, payload.length, 8);
        }
        int key = ThreadLocalRandom.current().nextInt();
        writeNumber(frame, key & 0xFFFF_FFFFL, 4);
        byte[] body = new byte[payload.length];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (payload[i] ^ (key >>> (24 - 8 * (i & 3))));
        }
        frame.writeBytes(body);
        return frame.toByteArray();
    }

    /**
     * Reads one frame of a server.
     *
     * @throws EOFException where the connection ends
     * @throws IOException also for what RFC 6455 forbids a server: masks and reserved bits
     */
    static Frame read(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((first & 0x70) != 0) {
            throw new IOException("reserved bits are set although no extension was agreed: " + first);
        }
        if ((second & MASKED) != 0) {
            throw new IOException("a server's frame is masked");
        }
        long length = second;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Frame((first & FINAL) != 0, first & 0x0F, payload);
    }

    private static void writeNumber(ByteArrayOutputStream out, long value, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }
}
