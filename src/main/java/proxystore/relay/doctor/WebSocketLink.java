package proxystore.relay.doctor;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import proxystore.relay.log.LogText;

/**
 * The client's side of one WebSocket, after its handshake (RFC 6455, section 5). One thread uses it. It answers pings while it
 * receives.
 */
final class WebSocketLink implements AutoCloseable {
    /** Longest message that the doctor receives, in bytes: its own, written anew by the relay. */
    private static final int MAX_RECEIVED_BYTES = 16 * 1024 * 1024;

    private static final int FIN = 0x80;
    private static final int RESERVED_BITS = 0x70;
    private static final int MASKED = 0x80;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MAX_SHORT = 0xffff;
    private static final int KEY_BYTES = 4;
    private static final int MAX_HEADER_BYTES = 2 + Long.BYTES + KEY_BYTES;
    private static final int NORMAL = 1000;
    /** RFC 6455, section 7.4.1: a close frame without a code. */
    private static final int NO_CODE = 1005;

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final Socket socket;
    private final TimedInput time;
    private final BufferedInputStream buffered;
    private final DataInputStream in;
    private final Duration limit;
    private int pings;

    /**
     * The link on a socket.
     *
     * @param buffered reads {@code time}; the answer to the handshake has been read from it
     * @param limit longest time for the rest of a message that has begun, and for writing one
     */
    WebSocketLink(Socket socket, TimedInput time, BufferedInputStream buffered, Duration limit) {
        this.socket = socket;
        this.time = time;
        this.buffered = buffered;
        this.in = new DataInputStream(buffered);
        this.limit = limit;
    }

    /** The pings of the relay that were answered. */
    int pings() {
        return pings;
    }

    void send(String text) throws LinkEnd {
        write(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void ping() throws LinkEnd {
        write(PING, new byte[0]);
    }

    /**
     * Receives the next message.
     *
     * @return empty if none begins within this time
     * @throws LinkEnd if the connection has ended; the relay's close was answered
     */
    Optional<String> receive(Duration wait) throws LinkEnd {
        byte[] message = {};
        long end = System.nanoTime() + wait.toNanos();
        try {
            while (true) {
                if (message.length == 0 && !arrives(Duration.ofNanos(end - System.nanoTime()))) {
                    return Optional.empty();
                }
                time.limit(limit);
                int first = in.readUnsignedByte();
                byte[] payload = payload(in.readUnsignedByte());
                if ((first & RESERVED_BITS) != 0) {
                    throw new LinkEnd(LinkEnd.CUT, "a frame has reserved bits: compression that was not agreed on");
                }
                switch (first & ~FIN) {
                    case PING -> {
                        pings++;
                        write(PONG, payload);
                    }
                    case PONG -> {}
                    case CLOSE -> throw closed(payload);
                    case TEXT, CONTINUATION -> {
                        message = ByteBuffer.allocate(message.length + payload.length)
                                .put(message)
                                .put(payload)
                                .array();
                        if ((first & FIN) != 0) {
                            return Optional.of(new String(message, StandardCharsets.UTF_8));
                        }
                    }
                    default -> throw new LinkEnd(LinkEnd.CUT, "a frame of kind " + (first & ~FIN) + " arrived");
                }
            }
        } catch (SocketTimeoutException e) {
            throw new LinkEnd(LinkEnd.CUT, "a message stopped within itself for " + LogText.of(limit));
        } catch (IOException e) {
            throw new LinkEnd(LinkEnd.CUT, "cut: " + Dialer.reason(e));
        }
    }

    /** Whether a byte arrives within this time. */
    private boolean arrives(Duration wait) throws IOException {
        if (buffered.available() > 0) {
            return true;
        }
        time.limit(wait);
        buffered.mark(1);
        try {
            if (buffered.read() >= 0) {
                buffered.reset();
            }
            return true; // the end of the stream too: the next read finds it
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private byte[] payload(int second) throws IOException, LinkEnd {
        long length = second == LENGTH_16 ? in.readUnsignedShort() : second == LENGTH_64 ? in.readLong() : second;
        if (length < 0 || length > MAX_RECEIVED_BYTES) {
            throw new LinkEnd(LinkEnd.CUT, "a frame announces " + length + " bytes");
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return payload;
    }

    private LinkEnd closed(byte[] payload) {
        int code = payload.length < Short.BYTES
                ? NO_CODE
                : ByteBuffer.wrap(payload).getShort() & MAX_SHORT;
        String reason = payload.length <= Short.BYTES
                ? ""
                : new String(payload, Short.BYTES, payload.length - Short.BYTES, StandardCharsets.UTF_8);
        try {
            write(CLOSE, payload);
        } catch (LinkEnd e) {
            // The relay does not wait for the answer.
        }
        Dialer.close(socket);
        return new LinkEnd(code, reason);
    }

    private void write(int opcode, byte[] payload) throws LinkEnd {
        ByteBuffer frame =
                ByteBuffer.allocate(MAX_HEADER_BYTES + payload.length).put((byte) (FIN | opcode));
        if (payload.length < LENGTH_16) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length <= MAX_SHORT) {
            frame.put((byte) (MASKED | LENGTH_16)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | LENGTH_64)).putLong(payload.length);
        }
        byte[] key = new byte[KEY_BYTES];
        ThreadLocalRandom.current().nextBytes(key);
        frame.put(key);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ key[i % KEY_BYTES]));
        }
        // A write has no time limit of its own: a relay that does not read would block it.
        Executor later = CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<Void> cut = CompletableFuture.runAsync(() -> Dialer.close(socket), later);
        try {
            socket.getOutputStream().write(frame.array(), 0, frame.position());
        } catch (IOException e) {
            throw new LinkEnd(LinkEnd.CUT, "cut while sending: " + Dialer.reason(e));
        } finally {
            cut.cancel(false);
        }
    }

    /** Closes with 1000 and waits for the relay's answer, for at most 2 s. */
    @Override
    public void close() {
        try {
            if (!socket.isClosed()) {
                write(
                        CLOSE,
                        ByteBuffer.allocate(Short.BYTES)
                                .putShort((short) NORMAL)
                                .array());
                long end = System.nanoTime() + CLOSE_LIMIT.toNanos();
                while (receive(Duration.ofNanos(end - System.nanoTime())).isPresent()) {
                    // a message that was on its way
                }
            }
        } catch (LinkEnd e) {
            // The relay's answer, or the connection is gone.
        } finally {
            Dialer.close(socket);
        }
    }
}
