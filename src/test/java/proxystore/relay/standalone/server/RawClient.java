package proxystore.relay.standalone.server;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import proxystore.relay.standalone.frames.ClientFrames;

/** A WebSocket client that writes any bytes and notes all that comes back. Reads on a thread of its own. */
public final class RawClient implements AutoCloseable {
    /** The event of a write that the relay's hanging up has made impossible. */
    public static final Event WRITE_FAILED = new Event.Other(-1);

    private static final int TIMEOUT_MS = 10_000;

    /** What came: an opcode with its payload, or the end. */
    public sealed interface Event {
        record TextEvent(String text) implements Event {}

        record Pong(ByteBuffer payload) implements Event {}

        /** Anything but text, pong, ping and close is no frame of this relay. */
        record Other(int firstByte) implements Event {}

        record Close(int code, String reason) implements Event {}

        record End() implements Event {}
    }

    private final Socket socket;
    private final Thread reader;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** Whether a close frame is answered, as RFC 6455, section 5.5.1 demands. */
    private volatile boolean answersClose = true;

    private RawClient(Socket socket, boolean reading) {
        this.socket = socket;
        this.reader = new Thread(this::read, "raw-client");
        reader.setDaemon(true);
        if (reading) {
            reader.start();
        }
    }

    public static RawClient open(int port) throws IOException {
        return new RawClient(shakeHands(port, 0), true);
    }

    /** A client that reads nothing until {@link #startReading}, with a small receive buffer. */
    static RawClient openWithoutReading(int port) throws IOException {
        return new RawClient(shakeHands(port, 4096), false);
    }

    RawClient neverAnswersClose() {
        answersClose = false;
        return this;
    }

    void startReading() {
        reader.start();
    }

    /** A connection that has not said anything yet. */
    static Socket connect(int port, int receiveBufferBytes) throws IOException {
        Socket socket = new Socket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    private static Socket shakeHands(int port, int receiveBufferBytes) throws IOException {
        Socket socket = connect(port, receiveBufferBytes);
        socket.getOutputStream().write(handshake("/").getBytes(StandardCharsets.US_ASCII));
        String answer = readHead(socket);
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            socket.close();
            throw new IOException(answer);
        }
        return socket;
    }

    public static String handshake(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: relay\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    }

    /** Reads up to the empty line, and no byte further. */
    public static String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new EOFException("ended after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Writes as far as the relay lets it: one that has hung up shows in the events. */
    public void write(byte[]... pieces) {
        try {
            OutputStream out = socket.getOutputStream();
            for (byte[] piece : pieces) {
                out.write(piece);
            }
        } catch (IOException e) {
            events.add(WRITE_FAILED);
        }
    }

    /** Whether a {@link #write} has found that the relay has hung up. */
    boolean hasFailedToWrite() {
        return events.contains(WRITE_FAILED);
    }

    /** Ends this client's half of the connection. */
    void hangUp() throws IOException {
        socket.shutdownOutput();
    }

    /** The next event; fails the test if there is none in time. */
    public Event next() throws InterruptedException {
        Event event = events.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        if (event == null) {
            throw new AssertionError("nothing came within " + TIMEOUT_MS + " ms from " + socket + "\n"
                    + Thread.getAllStackTraces().entrySet().stream()
                            .filter(entry -> entry.getKey().getName().startsWith("relay-"))
                            .map(entry -> entry.getKey() + " " + entry.getValue()[0])
                            .collect(Collectors.joining("\n")));
        }
        return event;
    }

    private void read() {
        try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
            while (true) {
                int first = in.readUnsignedByte();
                int second = in.readUnsignedByte();
                long length = second == 126 ? in.readUnsignedShort() : second == 127 ? in.readLong() : second;
                byte[] payload = in.readNBytes(Math.toIntExact(length));
                if (payload.length < length) {
                    throw new EOFException();
                }
                note(first, payload);
            }
        } catch (IOException e) {
            events.add(new Event.End());
        }
    }

    private void note(int first, byte[] payload) throws IOException {
        switch (first) {
            case ClientFrames.FIN | ClientFrames.TEXT ->
                events.add(new Event.TextEvent(new String(payload, StandardCharsets.UTF_8)));
            case ClientFrames.FIN | ClientFrames.PONG -> events.add(new Event.Pong(ByteBuffer.wrap(payload)));
            case ClientFrames.FIN | ClientFrames.PING -> {}
            case ClientFrames.FIN | ClientFrames.CLOSE -> {
                events.add(new Event.Close(
                        payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff,
                        payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8)));
                if (answersClose) {
                    socket.getOutputStream().write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.CLOSE, payload));
                    socket.shutdownOutput(); // the answer may be taken for a part of a message that was under way
                }
            }
            default -> events.add(new Event.Other(first));
        }
    }

    /** Hangs up by a reset and waits for the reader's end. */
    @Override
    public void close() throws IOException {
        if (!socket.isClosed()) { // the reader closes it at the relay's end of the connection
            socket.setSoLinger(true, 0);
            socket.close();
        }
        try {
            reader.join(TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
