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

/** A WebSocket client that writes any bytes and records all that it receives. It reads on a thread of its own. */
public final class RawClient implements AutoCloseable {
    /** The event of a write that failed because the relay has closed the connection. */
    public static final Event WRITE_FAILED = new Event.OtherFrame(-1);

    private static final int TIMEOUT_MS = 10_000;

    /** What the client received: a frame, or the end of the stream. */
    public sealed interface Event {
        record TextFrame(String text) implements Event {}

        record PongFrame(ByteBuffer payload) implements Event {}

        /** A frame that this relay never sends: no whole text, pong, ping or close. */
        record OtherFrame(int firstByte) implements Event {}

        record CloseFrame(int code, String reason) implements Event {}

        record StreamEnd() implements Event {}
    }

    private final Socket socket;
    private final Thread reader;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** Whether the client answers a close frame, as RFC 6455, section 5.5.1 demands. */
    private final boolean answersClose;

    private RawClient(Socket socket, boolean reading) {
        this(socket, reading, true);
    }

    private RawClient(Socket socket, boolean reading, boolean answersClose) {
        this.socket = socket;
        this.answersClose = answersClose;
        this.reader = new Thread(this::read, "raw-client");
        reader.setDaemon(true);
        if (reading) {
            reader.start();
        }
    }

    public static RawClient open(int port) throws IOException {
        return new RawClient(shakeHands(port, 0), true);
    }

    /** A client whose TCP connection, or TLS connection, is open. */
    static RawClient over(Socket socket) throws IOException {
        return new RawClient(shakeHands(socket), true);
    }

    /** As {@link #over}, but it reads nothing until {@link #startReading}. */
    static RawClient overWithoutReading(Socket socket) throws IOException {
        return new RawClient(shakeHands(socket), false);
    }

    /** A client that reads nothing until {@link #startReading}, with a small receive buffer. */
    static RawClient openWithoutReading(int port) throws IOException {
        return new RawClient(shakeHands(port, 4096), false);
    }

    /** A client that breaks the rule, from its first frame on: a relay that refuses it closes at once. */
    static RawClient openWithoutAnsweringClose(int port) throws IOException {
        return new RawClient(shakeHands(port, 0), true, false);
    }

    void startReading() {
        reader.start();
    }

    /** A TCP connection on which nothing has been sent. */
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
        return shakeHands(connect(port, receiveBufferBytes));
    }

    private static Socket shakeHands(Socket socket) throws IOException {
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
                throw new EOFException("the stream ended after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Writes the chunks. A failure becomes an event. */
    public void write(byte[]... chunks) {
        try {
            OutputStream out = socket.getOutputStream();
            for (byte[] chunk : chunks) {
                out.write(chunk);
            }
        } catch (IOException e) {
            events.add(WRITE_FAILED);
        }
    }

    /** Whether a {@link #write} has failed because the relay has closed the connection. */
    boolean hasFailedToWrite() {
        return events.contains(WRITE_FAILED);
    }

    /** Closes this client's half of the connection. */
    void hangUp() throws IOException {
        socket.shutdownOutput();
    }

    /** The next event; fails the test if there is none in time. */
    public Event next() throws InterruptedException {
        Event event = events.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        if (event == null) {
            throw new AssertionError("nothing arrived within " + TIMEOUT_MS + " ms from " + socket + "\n"
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
                record(first, payload);
            }
        } catch (IOException e) {
            events.add(new Event.StreamEnd());
        }
    }

    private void record(int first, byte[] payload) throws IOException {
        switch (first) {
            case ClientFrames.FIN | ClientFrames.TEXT ->
                events.add(new Event.TextFrame(new String(payload, StandardCharsets.UTF_8)));
            case ClientFrames.FIN | ClientFrames.PONG -> events.add(new Event.PongFrame(ByteBuffer.wrap(payload)));
            case ClientFrames.FIN | ClientFrames.PING -> {}
            case ClientFrames.FIN | ClientFrames.CLOSE -> {
                events.add(new Event.CloseFrame(
                        payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff,
                        payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8)));
                if (answersClose) {
                    socket.getOutputStream().write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.CLOSE, payload));
                    socket.shutdownOutput(); // the relay may read the answer as part of an unfinished message
                }
            }
            default -> events.add(new Event.OtherFrame(first));
        }
    }

    /** Resets the connection and waits for the end of the reader. */
    @Override
    public void close() throws IOException {
        if (!socket.isClosed()) { // the reader closes it when the stream ends
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
