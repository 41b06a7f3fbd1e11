package proxystore.relay.standalone.frames;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A second reading of RFC 6455, section 5, over all bytes that a client sends: slow, plain and without parts. It turns them
 * into the same messages in frames that raise no question.
 */
final class FrameModel {
    /** Stands in {@link #violation} for no violation. */
    static final int NONE = 0;

    private final ByteBuffer bytes;
    private final int maxMessageBytes;
    private final List<byte[]> frames = new ArrayList<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private boolean inMessage;
    private long declared;
    private int violation;

    /**
     * Reads the bytes.
     *
     * @param maxMessageBytes the longest message that the relay accepts
     */
    FrameModel(byte[] bytes, int maxMessageBytes) {
        this.bytes = ByteBuffer.wrap(bytes);
        this.maxMessageBytes = maxMessageBytes;
        boolean more = true;
        while (more) {
            more = readFrame();
        }
    }

    /** One frame for each text, ping, pong, binary message, message that is too long, and close. */
    List<byte[]> frames() {
        return frames;
    }

    /** The close code of the violation that ends the bytes; {@link #NONE} if there is none. */
    int violation() {
        return violation;
    }

    /** Reads one frame; false if it is the last one that counts. */
    private boolean readFrame() {
        if (bytes.remaining() < 2) {
            return false;
        }
        int first = bytes.get() & 0xff;
        int second = bytes.get() & 0xff;
        boolean masked = (second & 0x80) != 0;
        int lengthBytes = (second & 0x7f) == 127 ? 8 : (second & 0x7f) == 126 ? 2 : 0;
        if (bytes.remaining() < lengthBytes + (masked ? 4 : 0)) {
            return false;
        }
        long length = lengthBytes == 8 ? bytes.getLong() : lengthBytes == 2 ? bytes.getShort() & 0xffff : second & 0x7f;
        byte[] key = new byte[masked ? 4 : 0];
        bytes.get(key);
        boolean last = (first & 0x80) != 0;
        int opcode = first & 0x0f;
        boolean shortest =
                lengthBytes == 0 || (lengthBytes == 2 && length > 125) || (lengthBytes == 8 && length > 65_535);
        boolean control = opcode >= 8;
        boolean known =
                control ? opcode <= 10 && last && length <= 125 : inMessage ? opcode == 0 : opcode == 1 || opcode == 2;
        if ((first & 0x70) != 0 || !masked || !shortest || !known) {
            return end(1002);
        }
        if (control) {
            return control(opcode, length, key);
        }
        if (opcode == 2) {
            frames.add(ClientFrames.frame(ClientFrames.FIN | ClientFrames.BINARY, new byte[0]));
            return false;
        }
        declared += length;
        if (length > maxMessageBytes || declared > maxMessageBytes) {
            frames.add(
                    ClientFrames.frame(ClientFrames.FIN | ClientFrames.TEXT, maxMessageBytes + 1, new byte[0], true));
            return false;
        }
        return data(last, (int) length, key);
    }

    private boolean control(int opcode, long length, byte[] key) {
        if (bytes.remaining() < length) {
            return false;
        }
        byte[] payload = payload((int) length, key);
        if (opcode == ClientFrames.CLOSE && length > 0) {
            int code = length == 1 ? 0 : ByteBuffer.wrap(payload).getShort() & 0xffff;
            boolean allowed = List.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014)
                            .contains(code)
                    || (code >= 3000 && code < 5000);
            if (!allowed) {
                return end(1002);
            }
            if (!isUtf8(Arrays.copyOfRange(payload, 2, payload.length), true)) {
                return end(1007);
            }
        }
        frames.add(ClientFrames.frame(ClientFrames.FIN | opcode, payload));
        return opcode != ClientFrames.CLOSE;
    }

    private boolean data(boolean last, int length, byte[] key) {
        int available = Math.min(length, bytes.remaining());
        message.writeBytes(payload(available, key));
        inMessage = true;
        boolean complete = last && available == length;
        if (!isUtf8(message.toByteArray(), complete)) {
            return end(1007);
        }
        if (complete) {
            frames.add(ClientFrames.frame(ClientFrames.FIN | ClientFrames.TEXT, message.toByteArray()));
            message.reset();
            inMessage = false;
            declared = 0;
        }
        return available == length;
    }

    private boolean end(int code) {
        violation = code;
        return false;
    }

    private byte[] payload(int length, byte[] key) {
        byte[] payload = new byte[length];
        bytes.get(payload);
        for (int i = 0; i < length; i++) {
            payload[i] ^= key[i % 4];
        }
        return payload;
    }

    /** Whether bytes are UTF-8, or if they are not all, can become it. */
    private static boolean isUtf8(byte[] utf8, boolean all) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        return !decoder.decode(ByteBuffer.wrap(utf8), CharBuffer.allocate(utf8.length + 1), all)
                .isError();
    }
}
