package proxystore.relay.standalone.frames;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;

/** Makes final, unmasked frames, as a server sends them (RFC 6455, section 5.2). */
final class ServerFrames {
    /** The bytes of the header of a control frame. */
    static final int CONTROL_HEADER_BYTES = 2;

    private ServerFrames() {}

    /** A text frame; its header stands in the text's own array if that has room. */
    static ByteBuffer text(EncodedMessage text) {
        int length = text.bytes();
        int extended = length < FrameHeader.LENGTH_16 ? 0 : length <= 0xffff ? Short.BYTES : Long.BYTES;
        ByteBuffer frame = text.withHeaderRoom(2 + extended).put((byte) (FrameHeader.FIN | FrameHeader.TEXT));
        switch (extended) {
            case 0 -> frame.put((byte) length);
            case Short.BYTES -> frame.put((byte) FrameHeader.LENGTH_16).putShort((short) length);
            default -> frame.put((byte) FrameHeader.LENGTH_64).putLong(length);
        }
        return frame.rewind();
    }

    /**
     * A control frame.
     *
     * @param room {@link #CONTROL_HEADER_BYTES} bytes of room, then at most 125 bytes of payload; the caller no longer
     *     writes to it
     */
    static ByteBuffer control(int opcode, byte[] room) {
        room[0] = (byte) (FrameHeader.FIN | opcode);
        room[1] = (byte) (room.length - CONTROL_HEADER_BYTES);
        return ByteBuffer.wrap(room);
    }

    /** A ping without payload. */
    static ByteBuffer ping() {
        return control(FrameHeader.PING, new byte[CONTROL_HEADER_BYTES]);
    }

    static ByteBuffer close(CloseStatus status) {
        byte[] reason = status.reason().getBytes(StandardCharsets.UTF_8);
        byte[] room = new byte[CONTROL_HEADER_BYTES + Short.BYTES + reason.length];
        ByteBuffer.wrap(room, CONTROL_HEADER_BYTES, Short.BYTES + reason.length)
                .putShort((short) status.code())
                .put(reason);
        return control(FrameHeader.CLOSE, room);
    }
}
