package proxystore.relay.standalone.frames;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.FramePath;
import proxystore.relay.config.StandaloneConfig;
import proxystore.relay.endpoint.RelayEndpoint;
import proxystore.relay.endpoint.TransportDecorator;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.peer.Transport;

/**
 * Passes whole text frames between the socket and the endpoint of one connection without Tyrus, through Tyrus's public
 * SPI. Nearly every message of the relay is one unfragmented text frame, and Tyrus spends several times as much CPU on
 * such a frame as the rest of the relay. All other frames (fragments, control frames, binary frames, and frames that
 * break RFC 6455) go to Tyrus byte for byte, in the order of their arrival. The endpoint applies the same rules to both.
 *
 * <p>It also refuses messages by the lengths that their frame headers declare, before their payload is buffered.
 *
 * <p>The selector thread that reads the connection owns the reading state. The end of the session is reported by the
 * thread that ends it, possibly while another thread handles a message; Tyrus would serialise the two.
 */
public final class FastPathFrames extends FastPathSender implements TransportDecorator, ReadHandler {
    /** The buffer of a payload starts with at most this size, or with the bytes that have arrived if they are more. */
    private static final int FIRST_CHUNK_BYTES = 16 * 1024;

    private enum Reading {
        /** The header of the next frame. */
        HEADER,
        /** The payload of a whole text frame. */
        TEXT,
        /** The rest of a frame that goes to Tyrus. */
        TYRUS,
        /** The rest of a refused frame, which is skipped. */
        REFUSED
    }

    /** Messages up to this number of bytes are accepted before the registration too. */
    private final int maxUnregisteredBytes;
    /** The number of Tyrus's unsent frames from which on pings are not answered. */
    private final int maxUnsent;
    /** Set during the handshake, before the first read or send. */
    private @Nullable TcpClose tcpClose;
    /** Set during the handshake, before the first read or send. */
    private @Nullable ReadHandler tyrus;
    /** Set during the handshake, before the first read or send. */
    private @Nullable RelayEndpoint endpoint;

    private Reading reading = Reading.HEADER;
    private final FrameHeader header = new FrameHeader();
    /** Payload bytes of the current frame that have not been read yet. */
    private long remaining;
    /** The incomplete payload of a text frame, after room for the header of an outgoing frame; null in any other state. */
    private byte @Nullable [] incomplete;
    /** Payload bytes in {@link #incomplete}. */
    private int incompleteBytes;
    /** Whether a fragmented message has begun and not ended; all its frames go to Tyrus. */
    private boolean fragmented;
    /** The sum of the lengths that the fragments of this message have declared, in bytes; 0 outside of one. */
    private long fragmentBytes;
    /** Whether the endpoint has been notified of an unfinished message. */
    private boolean unfinished;
    /** Frames that Tyrus has written and the socket has not taken yet; updated by any thread. */
    private final AtomicInteger unsent = new AtomicInteger();

    /**
     * The frames of one connection.
     *
     * @param scheduler performs the delayed part of its close
     * @param maxUnregisteredBytes longest message that is accepted before the registration, in bytes of UTF-8
     */
    public FastPathFrames(
            Connection<?> socket, CloseScheduler scheduler, int maxUnregisteredBytes, StandaloneConfig config) {
        super(socket, scheduler, config.frames() == FramePath.DIRECT);
        this.maxUnregisteredBytes = maxUnregisteredBytes;
        this.maxUnsent = config.maxUnsentFrames();
    }

    /**
     * Sets the writer to the socket; called once.
     *
     * @return the writer for Tyrus
     */
    Writer connect(Writer tyrusWriter) {
        FrameWriter writer = FilterBypassStrategy.writer(socket, tyrusWriter);
        writeWith(writer);
        TcpClose tcpClose = new TcpClose(socket, writer, scheduler);
        this.tcpClose = tcpClose;
        return new TyrusWriterTap(writer, unsent, ordering, tcpClose);
    }

    /** Sets the reader of the frames that go to Tyrus; called once. */
    void readBy(ReadHandler tyrus) {
        this.tyrus = tyrus;
    }

    /** Whether the handshake has led to a connection. */
    public boolean isConnected() {
        return tyrus != null;
    }

    @Override
    public Transport opened(RelayEndpoint endpoint, Transport transport) {
        this.endpoint = endpoint;
        fallBackTo(transport);
        return this;
    }

    /** Records activity. Any received byte counts: in the middle of a frame a client cannot answer a ping. */
    void markAlive() {
        Objects.requireNonNull(endpoint).markAlive();
    }

    @Override
    public void handle(ByteBuffer data) {
        if (data.hasRemaining()) {
            markAlive();
        }
        while (data.hasRemaining()) {
            switch (reading) {
                case HEADER -> readHeader(data);
                case TEXT -> readText(Objects.requireNonNull(incomplete), incompleteBytes, data);
                case TYRUS -> toTyrus(data);
                case REFUSED -> skip(data);
            }
        }
        if (!unfinished && isInMessage()) {
            noteUnfinished(Objects.requireNonNull(endpoint));
        }
    }

    private void noteUnfinished(RelayEndpoint endpoint) {
        if (endpoint.isOpen()) {
            endpoint.admission().messageBegins();
            unfinished = true;
        }
    }

    private boolean isInMessage() {
        return fragmented || (reading != Reading.HEADER && reading != Reading.REFUSED && header.isData());
    }

    private void readHeader(ByteBuffer data) {
        if (!header.read(data)) {
            return;
        }
        remaining = header.payloadLength();
        RelayEndpoint endpoint = Objects.requireNonNull(this.endpoint);
        if (!endpoint.isOpen()) {
            refuse(data); // Tyrus might answer with another close code than the one that is being sent
        } else if (header.isData() && isTooLong(endpoint)) {
            if (header.opcode() == FrameHeader.BINARY) {
                endpoint.binary();
            } else {
                endpoint.tooLong();
            }
            refuse(data);
        } else if (header.opcode() == FrameHeader.PING
                && (unsent.get() >= maxUnsent || !endpoint.admission().takePing())) {
            // Tyrus queues pongs without bound for a peer that does not read. All pings but the last may go unanswered
            // (RFC 6455, section 5.5.3), and clients wait for a pong before they ping again.
            refuse(data);
        } else if (direct && header.isWholeText() && !fragmented) {
            int chunk = (int) Math.min(remaining, Math.max(data.remaining(), FIRST_CHUNK_BYTES));
            readText(new byte[EncodedMessage.HEADER_BYTES + chunk], 0, data);
        } else {
            if (header.isData()) {
                fragmented = !header.isFinal();
                fragmentBytes = fragmented ? fragmentBytes + remaining : 0;
            }
            if (header.opcode() == FrameHeader.CLOSE) {
                Objects.requireNonNull(tcpClose).peerCloses(); // Tyrus answers it
            }
            reading = Reading.TYRUS;
            Objects.requireNonNull(tyrus).handle(header.toBuffer());
            toTyrus(data);
        }
    }

    /** Whether the length that the frame's header declares makes the message longer than the limit. */
    private boolean isTooLong(RelayEndpoint endpoint) {
        return remaining > maxUnregisteredBytes - fragmentBytes
                && remaining > endpoint.admission().maxMessageBytes() - fragmentBytes;
    }

    /** Continues a payload with what has arrived. A field holds it only while it is incomplete. */
    private void readText(byte[] begun, int received, ByteBuffer data) {
        byte[] buffer = begun;
        int available = (int) Math.min(remaining, data.remaining());
        int end = EncodedMessage.HEADER_BYTES + received;
        if (end + available > buffer.length) {
            long size = Math.min(end + remaining, Math.max(2L * buffer.length, end + (long) available));
            buffer = Arrays.copyOf(buffer, (int) size);
        }
        data.get(buffer, end, available);
        remaining -= available;
        if (remaining > 0) {
            reading = Reading.TEXT;
            incomplete = buffer;
            incompleteBytes = received + available;
            return;
        }
        if (reading == Reading.TEXT) {
            incomplete = null;
        }
        textRead(buffer, received + available);
    }

    private void textRead(byte[] payload, int length) {
        boolean ascii = header.mask(payload, EncodedMessage.HEADER_BYTES, length);
        if (ascii || Utf8.isValid(payload, EncodedMessage.HEADER_BYTES, length)) {
            Objects.requireNonNull(endpoint).message(EncodedMessage.received(payload, length));
        } else {
            header.mask(payload, EncodedMessage.HEADER_BYTES, length); // as it arrived, for Tyrus to refuse
            ReadHandler tyrus = Objects.requireNonNull(this.tyrus);
            tyrus.handle(header.toBuffer());
            tyrus.handle(ByteBuffer.wrap(payload, EncodedMessage.HEADER_BYTES, length));
        }
        nextFrame();
    }

    private void toTyrus(ByteBuffer data) {
        int available = (int) Math.min(remaining, data.remaining());
        if (available > 0) {
            Objects.requireNonNull(tyrus).handle(data.slice(data.position(), available));
        }
        advance(data, available);
    }

    private void refuse(ByteBuffer data) {
        reading = Reading.REFUSED;
        skip(data);
    }

    private void skip(ByteBuffer data) {
        advance(data, (int) Math.min(remaining, data.remaining()));
    }

    private void advance(ByteBuffer data, int bytes) {
        data.position(data.position() + bytes);
        remaining -= bytes;
        if (remaining == 0) {
            nextFrame();
        }
    }

    private void nextFrame() {
        if (header.opcode() == FrameHeader.CLOSE) {
            Objects.requireNonNull(tcpClose).peerCloses();
        }
        if (unfinished && header.isData() && !fragmented) {
            unfinished = false;
            Objects.requireNonNull(endpoint).admission().messageEnds();
        }
        reading = Reading.HEADER;
        header.clear();
    }
}
