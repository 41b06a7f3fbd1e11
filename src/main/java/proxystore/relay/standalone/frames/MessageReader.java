package proxystore.relay.standalone.frames;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import proxystore.relay.endpoint.RelayEndpoint;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;

/**
 * Decodes payloads: joins the frames of a text, checks that it is UTF-8 as it arrives, answers pings, and passes on what
 * the peer's close frame says. Owned by the thread that reads the connection.
 */
final class MessageReader implements FramePayloads {
    /** The buffer of a message that arrives in one frame starts with at most this size, or with the bytes that are there. */
    private static final int FIRST_CHUNK_BYTES = 16 * 1024;
    /** The buffer of a message in several frames starts with this size, or with the bytes that are there. */
    private static final int FIRST_FRAGMENT_BYTES = 1024;

    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final byte[] NOTHING = {};

    /** Handles the peer's close frame. */
    @FunctionalInterface
    interface PeerClose {
        /**
         * The peer has closed.
         *
         * @param code 1005 if its close frame has none (RFC 6455, section 7.1.5)
         */
        void closed(int code, String reason);
    }

    private final RelayEndpoint endpoint;
    private final FrameWriter writer;
    private final PeerClose peerClose;
    private final Utf8Check utf8 = new Utf8Check();
    /** Whether the begun text ends within a character so far. */
    private boolean inCharacter;
    /** Payload bytes of the current frame that have been read. */
    private int frameBytes;
    /** The begun text, after room for the header of an outgoing frame; null between texts. */
    private byte @Nullable [] text;
    /** Bytes of the begun text. */
    private int textBytes;
    /** The payload of the current control frame, after room for the header of an outgoing one; unused in data frames. */
    private byte[] control = NOTHING;

    MessageReader(RelayEndpoint endpoint, FrameWriter writer, PeerClose peerClose) {
        this.endpoint = endpoint;
        this.writer = writer;
        this.peerClose = peerClose;
    }

    @Override
    public void begin(FrameHeader header) {
        frameBytes = 0;
        if (!header.isData()) {
            control = new byte[ServerFrames.CONTROL_HEADER_BYTES + (int) header.payloadLength()];
        }
    }

    @Override
    public boolean read(FrameHeader header, ByteBuffer data, int bytes) {
        int position = frameBytes;
        frameBytes += bytes;
        if (!header.isData()) {
            int start = ServerFrames.CONTROL_HEADER_BYTES + position;
            data.get(control, start, bytes);
            header.unmask(control, start, bytes, position);
            return true;
        }
        byte[] text = roomFor(header, bytes, position);
        if (text == null) {
            data.position(data.position() + bytes);
            endpoint.overBudget();
            return false;
        }
        int start = EncodedMessage.HEADER_BYTES + textBytes;
        data.get(text, start, bytes);
        textBytes += bytes;
        boolean ascii = header.unmask(text, start, bytes, position);
        if (ascii && !inCharacter) {
            return true;
        }
        if (utf8.accept(text, start, bytes)) {
            inCharacter = !utf8.isComplete();
            return true;
        }
        endpoint.breaksProtocol(CloseStatus.NOT_UTF_8);
        return false;
    }

    /**
     * Doubles the buffer when it is full, so that each byte is copied a bounded number of times.
     *
     * @return null if the relay's budget has no room for an unfinished message
     */
    private byte @Nullable [] roomFor(FrameHeader header, int bytes, int position) {
        byte[] text = this.text;
        int needed = EncodedMessage.HEADER_BYTES + textBytes + bytes;
        if (text != null && needed <= text.length) {
            return text;
        }
        long most = header.isFinal() ? needed - bytes - position + header.payloadLength() : LONGEST_ARRAY;
        long wanted = text != null ? 2L * text.length : header.isFinal() ? FIRST_CHUNK_BYTES : FIRST_FRAGMENT_BYTES;
        int size = (int) Math.max(needed, Math.min(most, wanted));
        boolean unfinished = text != null || needed < most;
        if (unfinished && !endpoint.admission().messageGrows(text == null ? size : size - text.length)) {
            drop();
            return null;
        }
        text = text == null ? new byte[size] : Arrays.copyOf(text, size);
        this.text = text;
        return text;
    }

    @Override
    public void drop() {
        text = null;
        textBytes = 0;
    }

    @Override
    public void end(FrameHeader header) {
        byte[] control = this.control;
        this.control = NOTHING;
        switch (header.opcode()) {
            case FrameHeader.PING -> {
                writer.pong(ServerFrames.control(FrameHeader.PONG, control));
                endpoint.pingAnswered();
            }
            case FrameHeader.PONG -> endpoint.pongReceived();
            case FrameHeader.CLOSE -> peerCloses(control, ServerFrames.CONTROL_HEADER_BYTES, frameBytes);
            default -> {
                if (header.isFinal()) {
                    endText();
                }
            }
        }
    }

    private void endText() {
        if (inCharacter) {
            endpoint.breaksProtocol(CloseStatus.NOT_UTF_8);
            return;
        }
        int size = EncodedMessage.HEADER_BYTES + textBytes;
        byte[] whole = text == null ? new byte[size] : text;
        EncodedMessage message =
                EncodedMessage.received(whole.length == size ? whole : Arrays.copyOf(whole, size), textBytes);
        drop();
        endpoint.message(message);
    }

    private void peerCloses(byte[] control, int start, int bytes) {
        if (bytes == 0) {
            peerClose.closed(CloseState.NO_CODE, "");
            return;
        }
        int code = bytes == 1 ? 0 : ((control[start] & 0xff) << Byte.SIZE) | (control[start + 1] & 0xff);
        if (!CloseState.mayBeSent(code)) {
            endpoint.breaksProtocol(CloseStatus.protocolError("The close frame has no valid code."));
            return;
        }
        int reasonStart = start + Short.BYTES;
        int reasonBytes = bytes - Short.BYTES;
        utf8.clear(); // the peer sends nothing more
        if (utf8.accept(control, reasonStart, reasonBytes) && utf8.isComplete()) {
            peerClose.closed(code, new String(control, reasonStart, reasonBytes, StandardCharsets.UTF_8));
        } else {
            endpoint.breaksProtocol(CloseStatus.NOT_UTF_8);
        }
    }
}
