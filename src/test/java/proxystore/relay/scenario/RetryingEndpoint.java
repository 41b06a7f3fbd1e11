package proxystore.relay.scenario;

import jakarta.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/**
 * One endpoint of ProxyStore 1.x as a relay sees it: it registers, stays, and reconnects by ProxyStore's rules. Its own
 * thread does all of it; the fleet's thread closes sockets that have reached their deadline.
 *
 * <p>It has {@value #LIMIT_SECONDS} s for connecting, TLS and the upgrade together, and again for the registration's
 * answer. It reconnects at once after an open WebSocket was closed, and then after growing delays. It retries after a
 * refused connection, a time-out and a close. It ends for good after a reset or an end of stream before the WebSocket
 * is open, after any HTTP answer but 101, and after a close with a final code.
 */
final class RetryingEndpoint implements Runnable {
    static final int LIMIT_SECONDS = 10;
    private static final Set<Integer> FINAL_CODES = Set.of(4001, 4002, 4004);
    /** JDK clients resume a TLS session with the same host and port; this stands in for the port, so that none is. */
    private static final AtomicInteger TLS_SESSIONS = new AtomicInteger();

    private final RelayAddress relay;
    private final EndpointFleet fleet;
    private final JsonObject registration;
    /** Counted by this endpoint's thread: how often the relay has accepted its registration. */
    private final AtomicInteger registrations = new AtomicInteger();
    /** Written by this endpoint's thread. */
    private volatile Stage stage = Stage.CONNECT;
    /** Written by this endpoint's thread, closed by the fleet's threads too. */
    private volatile Socket tcp = new Socket();
    /** Set by the thread that closes the fleet. */
    private volatile boolean stopped;

    /** How far an endpoint is. One that fails in one of the first three ends for good. */
    enum Stage {
        CONNECT,
        TLS,
        UPGRADE,
        REGISTER,
        REGISTERED,
        CLOSING,
        ENDED
    }

    RetryingEndpoint(RelayAddress relay, EndpointFleet fleet, int number) {
        this.relay = relay;
        this.fleet = fleet;
        this.registration = TestMessages.registration(
                ClientGeneration.V1_0, UUID.randomUUID().toString(), "retrying-endpoint-" + number);
    }

    int registrations() {
        return registrations.get();
    }

    Stage stage() {
        return stage;
    }

    /** Closes the connection and ends the endpoint's thread soon. */
    void stop() {
        stopped = true;
        close(tcp);
    }

    @Override
    public void run() {
        try {
            long delayMs = EndpointFleet.FIRST_DELAY_MS;
            while (!stopped) {
                if (connection()) {
                    delayMs = EndpointFleet.FIRST_DELAY_MS;
                } else {
                    TimeUnit.MILLISECONDS.sleep(delayMs);
                    delayMs = Math.min(2 * delayMs, EndpointFleet.MAX_DELAY_MS);
                }
            }
        } catch (EndedException e) {
            stage = Stage.ENDED;
            fleet.ended(this, e.cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the fleet is closed
        }
    }

    /** One connection from its beginning to its end; whether it was registered. */
    private boolean connection() throws EndedException {
        Socket socket = new Socket();
        tcp = socket;
        if (stopped) {
            return false;
        }
        stage = Stage.CONNECT;
        boolean registered = false;
        Deadline deadline = new Deadline(socket);
        try {
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), relay.url().getPort()));
            socket.setTcpNoDelay(true);
            stage = Stage.TLS;
            Socket stream = secured(socket);
            stage = Stage.UPGRADE;
            upgrade(stream);
            deadline.renew();
            stage = Stage.REGISTER;
            DataInputStream in = new DataInputStream(new BufferedInputStream(stream.getInputStream()));
            write(stream, WebSocketFrames.TEXT, registration.toString().getBytes(StandardCharsets.UTF_8));
            while (true) {
                WebSocketFrames.Frame frame = WebSocketFrames.read(in);
                switch (frame.opcode()) {
                    case WebSocketFrames.PING -> write(stream, WebSocketFrames.PONG, frame.payload());
                    case WebSocketFrames.CLOSE -> {
                        stage = Stage.CLOSING;
                        deadline.renew();
                        closed(stream, in, frame.payload());
                        return registered;
                    }
                    case WebSocketFrames.TEXT -> {
                        if (!registered) {
                            accepted(frame.payload());
                            deadline.cancel();
                            registered = true;
                        }
                    }
                    default -> fleet.count("odd frame " + frame.opcode());
                }
            }
        } catch (IOException e) {
            failed(e, deadline.reached);
            return registered;
        } finally {
            deadline.cancel();
            close(socket);
        }
    }

    private Socket secured(Socket socket) throws IOException {
        if (relay.trust().isEmpty()) {
            return socket;
        }
        SSLSocket tls = (SSLSocket) relay.trust()
                .get()
                .getSocketFactory()
                .createSocket(socket, relay.url().getHost(), TLS_SESSIONS.incrementAndGet(), /* autoClose= */ true);
        tls.startHandshake();
        return tls;
    }

    private void upgrade(Socket stream) throws IOException, EndedException {
        stream.getOutputStream().write("""
                GET %s HTTP/1.1\r
                Host: %s\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r
                User-Agent: Python/3.11 websockets/15.0.1\r
                \r
                """.formatted(
                relay.url().getPath(), relay.url().getAuthority()).getBytes(StandardCharsets.US_ASCII));
        String head = head(stream.getInputStream());
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new EndedException(
                    "HTTP: " + String.join(" | ", head.strip().lines().toList()));
        }
    }

    /** Reads up to the empty line and no byte further: what follows are frames. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("end of stream");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private void accepted(byte[] answer) throws EndedException {
        String text = new String(answer, StandardCharsets.UTF_8);
        if (!TestMessages.read(text).getBoolean("success", false)) {
            throw new EndedException("registration refused: " + text);
        }
        registrations.incrementAndGet();
        stage = Stage.REGISTERED;
    }

    /** Answers a close frame and waits for the end of the connection, as the Python library does. */
    private void closed(Socket stream, DataInputStream in, byte[] payload) throws IOException, EndedException {
        int code = payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        fleet.count("closed with " + code);
        if (FINAL_CODES.contains(code)) {
            throw new EndedException(
                    "closed with " + code + " " + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
        }
        try {
            write(stream, WebSocketFrames.CLOSE, Arrays.copyOf(payload, Math.min(2, payload.length)));
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            fleet.count("reset after the close frame");
        }
    }

    private void failed(IOException e, boolean timedOut) throws EndedException {
        if (stopped) {
            return;
        }
        if (timedOut) {
            fleet.count("timed out: " + stage);
        } else if (stage == Stage.CONNECT && e instanceof ConnectException) {
            fleet.count("connection refused");
        } else if (stage.compareTo(Stage.REGISTER) < 0) {
            throw new EndedException(stage + ": " + e);
        } else {
            fleet.count("ended without a close frame: " + stage);
        }
    }

    private static void write(Socket stream, int opcode, byte[] payload) throws IOException {
        stream.getOutputStream().write(WebSocketFrames.masked(opcode, true, payload));
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError("a socket that cannot be closed", e);
        }
    }

    /** Closes a socket unless it is renewed or cancelled within the time limit. */
    private final class Deadline {
        private final Socket socket;
        /** Written by the fleet's clock. */
        private volatile boolean reached;
        /** Owned by the endpoint's thread. */
        private ScheduledFuture<?> alarm;

        Deadline(Socket socket) {
            this.socket = socket;
            this.alarm = schedule();
        }

        void renew() {
            cancel();
            alarm = schedule();
        }

        void cancel() {
            alarm.cancel(false);
        }

        private ScheduledFuture<?> schedule() {
            return fleet.clock().schedule(this::reach, fleet.limit().toMillis(), TimeUnit.MILLISECONDS);
        }

        private void reach() {
            reached = true;
            close(socket);
        }
    }

    /** A real endpoint's process would end here. */
    private static final class EndedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String cause;

        EndedException(String cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
