package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One client's WebSocket, with the power to misbehave. A thread of its own reads; any thread may send. */
final class TestPeer implements AutoCloseable {
    /** Under {@link #stream}: what is bound, reset and shut down. */
    private final Socket tcp;

    private final Socket stream;
    private final Handshake.ReceivedAnswer handshake;
    private final Gate gate;
    private final Thread reader;
    /** Held while a frame is written; not the socket, which another thread may have to close meanwhile. */
    private final Object sending = new Object();

    private final BlockingQueue<PeerEvent> received = new LinkedBlockingQueue<>();
    private final AtomicInteger pings = new AtomicInteger();
    /** Set by tests, read by the reader. */
    private volatile boolean answeringPings = true;
    /** Where pongs are sent from; set by tests, read by the reader. */
    private volatile Executor pongs = Runnable::run;
    /** Set by tests, read by the reader. */
    private volatile boolean answeringCloses = true;
    /** Written by the thread that sends a close frame, read by the reader: a second one would break the protocol. */
    private volatile boolean closeSent;

    TestPeer(Socket tcp, Socket stream, InputStream in, Handshake.ReceivedAnswer handshake) {
        this.tcp = tcp;
        this.stream = stream;
        this.handshake = handshake;
        this.gate = new Gate(in);
        this.reader = new Thread(this::readToTheEnd, "test-peer-" + tcp.getLocalPort());
        reader.setDaemon(true);
        reader.start();
    }

    Handshake.ReceivedAnswer handshake() {
        return handshake;
    }

    /** From now on answers no ping. */
    TestPeer ignoringPings() {
        answeringPings = false;
        return this;
    }

    /** From now on answers each ping after this time. */
    TestPeer answeringPingsAfter(Duration delay) {
        pongs = CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS);
        return this;
    }

    /** From now on answers no close frame and stays connected after it. */
    TestPeer ignoringCloses() {
        answeringCloses = false;
        return this;
    }

    /** The address and port from which the relay sees it. */
    String address() {
        return tcp.getLocalAddress().getHostAddress() + ':' + tcp.getLocalPort();
    }

    /** How many messages and other things have been received and not yet been expected. */
    int waiting() {
        return received.size();
    }

    /** How many pings the relay has sent so far. */
    int pings() {
        return pings.get();
    }

    // Sending

    void send(JsonObject message) {
        sendText(message.toString());
    }

    void sendText(String text) {
        sendFrame(WebSocketFrames.TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    void sendFrame(int opcode, boolean last, byte[] payload) {
        sendRaw(WebSocketFrames.masked(opcode, last, payload));
    }

    /** Sends one text message cut into frames of at most {@code bytes} bytes each. */
    void sendFragmented(byte[] text, int bytes) {
        for (int from = 0; from < text.length; from += bytes) {
            int to = Math.min(text.length, from + bytes);
            sendFrame(
                    from == 0 ? WebSocketFrames.TEXT : WebSocketFrames.CONTINUATION,
                    to == text.length,
                    Arrays.copyOfRange(text, from, to));
        }
    }

    /** Like {@link #sendText}, for a text during which the relay may hang up. */
    void sendTextAsFarAsItGets(String text) {
        try {
            sendText(text);
        } catch (UncheckedIOException e) {
            // The relay has refused it before its end; what it said is among the received.
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
    }

    void sendRaw(byte[] bytes) {
        try {
            OutputStream out = stream.getOutputStream();
            synchronized (sending) {
                out.write(bytes);
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Leaving

    /** Starts the closing handshake. */
    void sendClose(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        closeSent = true;
        sendFrame(
                WebSocketFrames.CLOSE,
                true,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    /** Ends the TCP connection by a reset. */
    void reset() {
        try {
            if (!tcp.isClosed()) {
                tcp.setSoLinger(true, 0);
            }
            tcp.close();
        } catch (IOException e) {
            // The reader has met the relay's end of the connection and closed this one in the meantime.
            assertThat(tcp.isClosed()).as("%s is closed after %s", this, e).isTrue();
        }
    }

    /** Ends the TCP connection in its orderly way, without a close frame. */
    void hangUp() {
        try {
            tcp.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops reading: the relay's bytes pile up, and nothing is answered. */
    void freeze() {
        gate.shut();
    }

    void thaw() {
        gate.open();
    }

    /** From now on reads at most this number of bytes a second. */
    void pace(long bytesPerSecond) {
        gate.pace(bytesPerSecond);
    }

    /** Hangs up in whatever state the connection is and waits for the reader's end. */
    @Override
    public void close() {
        reset();
        gate.open();
        try {
            reader.join(Patience.LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(reader.isAlive()).as("reader of %s", this).isFalse();
    }

    // Expecting

    JsonObject expectMessage() {
        return TestMessages.read(expectText());
    }

    String expectText() {
        return expect(PeerEvent.TextReceived.class).text();
    }

    /** The next thing must be the relay's close frame. */
    PeerEvent.CloseReceived expectClose() {
        return expect(PeerEvent.CloseReceived.class);
    }

    void expectClose(int code, String reason) {
        assertThat(expectClose()).isEqualTo(new PeerEvent.CloseReceived(code, reason));
    }

    /** The relay's close frame, whatever came before it. */
    PeerEvent.CloseReceived awaitClose() {
        PeerEvent next = take();
        while (!(next instanceof PeerEvent.CloseReceived) && !(next instanceof PeerEvent.EndReceived)) {
            next = take();
        }
        return next instanceof PeerEvent.CloseReceived close
                ? close
                : new PeerEvent.CloseReceived(PeerEvent.CloseReceived.NO_FRAME, next.toString());
    }

    void expectEnd() {
        expect(PeerEvent.EndReceived.class);
    }

    /** A ping's way to the relay and back. */
    void expectPong(byte[] payload) {
        assertThat(expect(PeerEvent.PongReceived.class).bytes()).isEqualTo(ByteBuffer.wrap(payload));
    }

    <T extends PeerEvent> T expect(Class<T> kind) {
        PeerEvent next = take();
        assertThat(next).as("next thing that %s received", this).isInstanceOf(kind);
        return kind.cast(next);
    }

    /** Whether the connection still stands, without waiting for anything. */
    boolean isOpen() {
        return received.stream()
                        .noneMatch(r -> r instanceof PeerEvent.CloseReceived || r instanceof PeerEvent.EndReceived)
                && reader.isAlive();
    }

    /** Whether the connection is over, without waiting for anything. */
    boolean isCut() {
        return !reader.isAlive();
    }

    private PeerEvent take() {
        try {
            PeerEvent next = received.poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(next)
                    .as("something received by %s within %s", this, Patience.LIMIT)
                    .isNotNull();
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public String toString() {
        return "peer at " + tcp.getLocalSocketAddress();
    }

    // Reading

    private void readToTheEnd() {
        String end;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(gate))) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            int kind = 0;
            while (true) {
                WebSocketFrames.Frame frame = WebSocketFrames.read(in);
                gate.pass();
                if (frame.opcode() >= WebSocketFrames.CLOSE) {
                    handleControl(frame);
                    continue;
                }
                kind = frame.opcode() == WebSocketFrames.CONTINUATION ? kind : frame.opcode();
                message.writeBytes(frame.payload());
                if (frame.last()) {
                    byte[] bytes = message.toByteArray();
                    message.reset();
                    received.add(
                            kind == WebSocketFrames.TEXT
                                    ? new PeerEvent.TextReceived(decode(bytes))
                                    : new PeerEvent.BinaryReceived(ByteBuffer.wrap(bytes)));
                }
            }
        } catch (EOFException e) {
            end = "end of stream";
        } catch (IOException | UncheckedIOException e) {
            end = e.toString();
        }
        received.add(new PeerEvent.EndReceived(end));
    }

    private void handleControl(WebSocketFrames.Frame frame) {
        byte[] payload = frame.payload();
        switch (frame.opcode()) {
            case WebSocketFrames.PING -> {
                pings.incrementAndGet();
                if (answeringPings) {
                    pongs.execute(() -> pong(payload));
                }
            }
            case WebSocketFrames.PONG -> received.add(new PeerEvent.PongReceived(ByteBuffer.wrap(payload)));
            default -> {
                int code = payload.length < 2
                        ? PeerEvent.CloseReceived.NO_CODE
                        : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
                String reason = payload.length < 2 ? "" : decode(Arrays.copyOfRange(payload, 2, payload.length));
                received.add(new PeerEvent.CloseReceived(code, reason));
                if (answeringCloses && !closeSent) {
                    closeSent = true;
                    sendFrame(WebSocketFrames.CLOSE, true, Arrays.copyOf(payload, Math.min(2, payload.length)));
                }
            }
        }
    }

    private void pong(byte[] payload) {
        try {
            sendFrame(WebSocketFrames.PONG, true, payload);
        } catch (UncheckedIOException e) {
            assertThat(tcp.isClosed() || tcp.isOutputShutdown())
                    .as("%s sends nothing more after %s", this, e)
                    .isTrue();
        }
    }

    /** Strict: what is not UTF-8 ends the connection with the complaint. */
    private static String decode(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UncheckedIOException("the relay sent text that is not UTF-8", e);
        }
    }
}
