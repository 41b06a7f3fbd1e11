package proxystore.relay.standalone.frames;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import proxystore.relay.endpoint.RelayEndpoint;
import proxystore.relay.message.CloseStatus;

/**
 * Splits the bytes that a client sends into frames (RFC 6455, section 5) and closes the connection at the first frame that
 * breaks a rule. A message that is too long or binary is refused by the header of its first frame that shows it, before
 * its payload is buffered. A byte costs the same time however few of them arrive at once.
 *
 * <p>Once the connection is being closed it only searches for the peer's close frame: a client that is in the middle of a
 * message reads the relay's close frame only if its own bytes are still taken.
 *
 * <p>Owned by the thread that reads the connection.
 */
final class FrameReader {
    private enum Reading {
        HEADER,
        /** A payload that is passed on. */
        PAYLOAD,
        /** The payload of a refused frame. */
        SKIPPED
    }

    private final RelayEndpoint endpoint;
    private final FramePayloads payloads;
    private final CloseState closing;
    private final FrameHeader header = new FrameHeader();
    /** Messages up to this number of bytes are accepted before and after the registration. */
    private final int alwaysAcceptedBytes;

    private Reading reading = Reading.HEADER;
    /** Payload bytes of the current frame that have not been read yet. */
    private long remaining;
    /** Whether a fragmented message has begun and not ended. */
    private boolean inMessage;
    /** The sum of the lengths that the frames of this message have declared, in bytes; 0 outside of one. */
    private long messageBytes;
    /** Whether a message was refused: the connection is closed once its earlier messages are processed. */
    private boolean refusing;
    /** Whether the endpoint has been notified of an unfinished message. */
    private boolean unfinished;

    /**
     * The reader of one connection, whose client has not registered yet.
     *
     * @param endpoint receives what the frames mean
     * @param payloads receives the payloads
     */
    FrameReader(RelayEndpoint endpoint, FramePayloads payloads, CloseState closing) {
        this.endpoint = endpoint;
        this.payloads = payloads;
        this.closing = closing;
        this.alwaysAcceptedBytes = endpoint.admission().maxMessageBytes();
    }

    /** Records activity. Any received byte counts: in the middle of a frame a client cannot answer a ping. */
    void markAlive() {
        endpoint.markAlive();
    }

    /** Handles received bytes, all of them. */
    void read(ByteBuffer data) {
        if (data.hasRemaining()) {
            markAlive();
        }
        while (data.hasRemaining()) {
            if (reading == Reading.HEADER) {
                if (!header.read(data)) {
                    break;
                }
                beginFrame();
            }
            readPayload(data);
        }
        if (!unfinished && (inMessage || (reading == Reading.PAYLOAD && header.isData())) && endpoint.isOpen()) {
            endpoint.admission().messageBegins();
            unfinished = true;
        }
    }

    private void beginFrame() {
        remaining = header.payloadLength();
        if (endpoint.isOpen() && isAccepted(header.violation(inMessage))) {
            reading = Reading.PAYLOAD;
            payloads.begin(header);
        } else {
            reading = Reading.SKIPPED;
        }
    }

    private boolean isAccepted(@Nullable String violation) {
        if (refusing && (violation != null || header.isData())) {
            return false;
        }
        if (violation != null) {
            endpoint.breaksProtocol(CloseStatus.protocolError(violation));
            return false;
        }
        if (!header.isData()) {
            return header.opcode() != FrameHeader.PING || endpoint.admission().takePing();
        }
        boolean binary = header.opcode() == FrameHeader.BINARY;
        if (binary || isTooLong()) {
            refuseMessage(binary);
            return false;
        }
        inMessage = !header.isFinal();
        messageBytes = inMessage ? messageBytes + remaining : 0;
        return true;
    }

    /** Reads the current limit only for a long message: with many connections each object that is read is a cache miss. */
    private boolean isTooLong() {
        return remaining > alwaysAcceptedBytes - messageBytes
                && remaining > endpoint.admission().maxMessageBytes() - messageBytes;
    }

    private void refuseMessage(boolean binary) {
        refusing = true;
        inMessage = false;
        unfinished = false;
        payloads.drop();
        endpoint.admission().messageEnds();
        if (binary) {
            endpoint.binary();
        } else {
            endpoint.tooLong();
        }
    }

    private void readPayload(ByteBuffer data) {
        int available = (int) Math.min(remaining, data.remaining());
        remaining -= available;
        if (reading == Reading.SKIPPED) {
            data.position(data.position() + available);
        } else if (available > 0 && !payloads.read(header, data, available)) {
            reading = Reading.SKIPPED;
        }
        if (remaining == 0) {
            endFrame();
        }
    }

    private void endFrame() {
        if (reading == Reading.PAYLOAD) {
            payloads.end(header);
        }
        if (header.opcode() == FrameHeader.CLOSE) {
            closing.peerHasClosed();
        }
        if (header.isData() && !inMessage && (unfinished || header.opcode() == FrameHeader.CONTINUATION)) {
            unfinished = false;
            endpoint.admission().messageEnds();
        }
        reading = Reading.HEADER;
        header.clear();
    }
}
