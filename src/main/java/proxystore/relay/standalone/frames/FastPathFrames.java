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
 * The short way of whole text frames between Tyrus's socket and the endpoint, over Tyrus's public SPI. Nearly every
 * message of the relay is one unfragmented text frame; Tyrus takes several times as long over one as everything else
 * does that the relay does with it. All other frames (fragments, control frames, binary, whatever breaks RFC 6455) go to
 * Tyrus byte for byte, in the order in which they came; the rules of the relay are the endpoint's on either way.
 *
 * <p>It also judges messages by the length that the headers of their frames declare, so that an endless one is not
 * gathered first.
 *
 * <p>One instance per connection. Reading is owned by the selector thread that reads the connection. The session's end is
 * reported by whichever thread ends it, possibly while a message is processed: Tyrus would serialise the two.
 */
public final class FastPathFrames extends FastPathSender implements TransportDecorator, ReadHandler {
    /** A frame's payload is gathered in pieces of at least this many bytes, whatever length it declares. */
    private static final int FIRST_PIECE_BYTES = 16 * 1024;

    private enum Reading {
        /** The header of the next frame. */
        HEADER,
        /** The payload of a whole text frame. */
        TEXT,
        /** What is left of a frame that is Tyrus's. */
        TYRUS,
        /** What is left of a frame that nobody wants. */
        REFUSED
    }

    /** Messages up to this many bytes are accepted at any time. */
    private final int maxUnregisteredBytes;
    /** So many of Tyrus's frames may wait to be sent before pings go unanswered. */
    private final int maxUnsent;
    /** Set while the handshake is made, before anything is read or sent. */
    private @Nullable TcpClose end;
    /** Set while the handshake is made, before anything is read or sent. */
    private @Nullable ReadHandler tyrus;
    /** Set while the handshake is made, before anything is read or sent. */
    private @Nullable RelayEndpoint endpoint;

    private Reading reading = Reading.HEADER;
    private final FrameHeader header = new FrameHeader();
    /** Bytes of the current frame's payload that are still to come. */
    private long left;
    /** The payload of a text frame of which something is still to come, behind room for another header; else null. */
    private byte @Nullable [] payload;
    /** Bytes of the payload in {@link #payload}. */
    private int payloadBytes;
    /** Whether a fragmented message is under way; all of it is Tyrus's. */
    private boolean fragmented;
    /** Bytes that the fragments of this message declare; 0 if none is under way. */
    private long fragmentBytes;
    /** Whether the endpoint has been notified of an unfinished message. */
    private boolean unfinished;
    /** Frames that Tyrus has written and the socket has not taken yet. */
    private final AtomicInteger unsent = new AtomicInteger();

    /**
     * For one connection.
     *
     * @param maxUnregisteredBytes longest message that is accepted at any time, in bytes of UTF-8
     */
    public FastPathFrames(
            Connection<?> socket, WebSocketTracker sockets, int maxUnregisteredBytes, StandaloneConfig config) {
        super(socket, sockets, config.frames() == FramePath.DIRECT);
        this.maxUnregisteredBytes = maxUnregisteredBytes;
        this.maxUnsent = config.maxUnsentFrames();
    }

    /**
     * There is a connection to write to; called once.
     *
     * @return what Tyrus writes to it with
     */
    Writer connect(Writer tyrusWriter) {
        Writer writer = FilterBypassStrategy.writer(socket, tyrusWriter);
        writeWith(writer);
        TcpClose end = new TcpClose(socket, writer, sockets);
        this.end = end;
        return new TyrusWriterTap(writer, unsent, last, end);
    }

    /** Tyrus is ready to read; called once. */
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

    /** Bytes have arrived. Any byte is activity: in the middle of a frame a client cannot answer a ping. */
    void heard() {
        Objects.requireNonNull(endpoint).heard();
    }

    @Override
    public void handle(ByteBuffer data) {
        if (data.hasRemaining()) {
            heard();
        }
        while (data.hasRemaining()) {
            switch (reading) {
                case HEADER -> readHeader(data);
                case TEXT -> readText(Objects.requireNonNull(payload), payloadBytes, data);
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
        left = header.payloadLength();
        RelayEndpoint endpoint = Objects.requireNonNull(this.endpoint);
        if (!endpoint.isOpen()) {
            refuse(data); // or Tyrus might answer it with another close code than the one that is on its way
        } else if (header.isData() && isTooLong(endpoint)) {
            if (header.opcode() == FrameHeader.BINARY) {
                endpoint.binary();
            } else {
                endpoint.tooLong();
            }
            refuse(data);
        } else if (header.opcode() == FrameHeader.PING && unsent.get() >= maxUnsent) {
            // Tyrus lets its pongs pile up without bound for a peer that does not read. All but the last ping may go
            // unanswered (RFC 6455, section 5.5.3), and clients wait for one pong before they ping again.
            refuse(data);
        } else if (direct && header.isWholeText() && !fragmented) {
            int piece = (int) Math.min(left, Math.max(data.remaining(), FIRST_PIECE_BYTES));
            readText(new byte[EncodedMessage.HEADER_BYTES + piece], 0, data);
        } else {
            if (header.isData()) {
                fragmented = !header.isFinal();
                fragmentBytes = fragmented ? fragmentBytes + left : 0;
            }
            if (header.opcode() == FrameHeader.CLOSE) {
                Objects.requireNonNull(end).peerCloses(); // Tyrus answers it
            }
            reading = Reading.TYRUS;
            Objects.requireNonNull(tyrus).handle(header.toBuffer());
            toTyrus(data);
        }
    }

    /** Whether the message is longer than the limit with what the frame's header declares. */
    private boolean isTooLong(RelayEndpoint endpoint) {
        return left > maxUnregisteredBytes - fragmentBytes
                && left > endpoint.admission().maxMessageBytes() - fragmentBytes;
    }

    /** Goes on with a payload, of which so many bytes are there; a field is set only if some are still to come. */
    private void readText(byte[] begun, int there, ByteBuffer data) {
        byte[] gathered = begun;
        int come = (int) Math.min(left, data.remaining());
        int end = EncodedMessage.HEADER_BYTES + there;
        if (end + come > gathered.length) {
            long wanted = Math.min(end + left, Math.max(2L * gathered.length, end + (long) come));
            gathered = Arrays.copyOf(gathered, (int) wanted);
        }
        data.get(gathered, end, come);
        left -= come;
        if (left > 0) {
            reading = Reading.TEXT;
            payload = gathered;
            payloadBytes = there + come;
            return;
        }
        if (reading == Reading.TEXT) {
            payload = null;
        }
        textRead(gathered, there + come);
    }

    private void textRead(byte[] gathered, int length) {
        boolean ascii = header.mask(gathered, EncodedMessage.HEADER_BYTES, length);
        if (ascii || Utf8.isValid(gathered, EncodedMessage.HEADER_BYTES, length)) {
            Objects.requireNonNull(endpoint).message(EncodedMessage.received(gathered, length));
        } else {
            header.mask(gathered, EncodedMessage.HEADER_BYTES, length);
            ReadHandler tyrus = Objects.requireNonNull(this.tyrus);
            tyrus.handle(header.toBuffer());
            tyrus.handle(ByteBuffer.wrap(gathered, EncodedMessage.HEADER_BYTES, length));
        }
        nextFrame();
    }

    private void toTyrus(ByteBuffer data) {
        int come = (int) Math.min(left, data.remaining());
        if (come > 0) {
            Objects.requireNonNull(tyrus).handle(data.slice(data.position(), come));
        }
        advance(data, come);
    }

    private void refuse(ByteBuffer data) {
        reading = Reading.REFUSED;
        skip(data);
    }

    private void skip(ByteBuffer data) {
        advance(data, (int) Math.min(left, data.remaining()));
    }

    private void advance(ByteBuffer data, int bytes) {
        data.position(data.position() + bytes);
        left -= bytes;
        if (left == 0) {
            nextFrame();
        }
    }

    private void nextFrame() {
        if (header.opcode() == FrameHeader.CLOSE) {
            Objects.requireNonNull(end).peerCloses();
        }
        if (unfinished && header.isData() && !fragmented) {
            unfinished = false;
            Objects.requireNonNull(endpoint).admission().messageEnds();
        }
        reading = Reading.HEADER;
        header.clear();
    }
}
