package proxystore.relay.doctor;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import proxystore.relay.RelayVersion;
import proxystore.relay.log.LogText;

/** Makes the opening handshake of a WebSocket as ProxyStore's clients do (RFC 6455, section 4.1), and requests pages. */
final class Handshaker {
    /** RFC 6455, section 1.3. */
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final int KEY_BYTES = 16;
    /** The limit of an answer is extended by this factor, to see what a proxy answers that holds a failure back. */
    private static final int PATIENCE = 2;

    private final DoctorPlan plan;
    private final Dialer dialer;

    Handshaker(DoctorPlan plan, Dialer dialer) {
        this.plan = plan;
        this.dialer = dialer;
    }

    /**
     * An answered handshake.
     *
     * @param took from the request to the answer
     */
    record Answered(HttpReply reply, WebSocketLink link, Duration took) {}

    /** Opens a new connection and a WebSocket on it. */
    WebSocketLink open() throws ProblemFound {
        return handshake(dialer.open(), false).link();
    }

    /**
     * Opens a WebSocket on a connection.
     *
     * @param compressing whether to offer compression, as ProxyStore's clients do (RFC 7692)
     * @throws ProblemFound if the answer is not that of a WebSocket server; the connection is closed
     */
    Answered handshake(Socket socket, boolean compressing) throws ProblemFound {
        byte[] random = new byte[KEY_BYTES];
        ThreadLocalRandom.current().nextBytes(random);
        String key = Base64.getEncoder().encodeToString(random);
        long begin = System.nanoTime();
        boolean open = false;
        try {
            socket.getOutputStream().write(request(key, compressing).getBytes(StandardCharsets.UTF_8));
            TimedInput time = new TimedInput(socket, plan.limit().multipliedBy(PATIENCE));
            BufferedInputStream in = new BufferedInputStream(time);
            HttpReply reply = HttpReply.read(in, true);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            if (reply.status() != HttpReply.SWITCHING_PROTOCOLS) {
                throw late(took, RefusedHandshakes.problem(reply, plan));
            }
            if (!reply.header("sec-websocket-accept").orElse("").equals(accept(key))) {
                throw new ProblemFound(
                        Problem.OTHER_PRODUCT, "HTTP 101 without the Sec-WebSocket-Accept of this request");
            }
            if (took.compareTo(plan.limit()) > 0) {
                throw late(took, new ProblemFound(Problem.HANDSHAKE_TIMEOUT, "HTTP 101"));
            }
            open = true;
            return new Answered(reply, new WebSocketLink(socket, time, in, plan.limit()), took);
        } catch (SocketTimeoutException e) {
            throw new ProblemFound(
                    Problem.HANDSHAKE_TIMEOUT,
                    "no answer within " + LogText.of(plan.limit().multipliedBy(PATIENCE)));
        } catch (ProtocolException e) {
            throw new ProblemFound(Problem.OTHER_PRODUCT, "the answer is not HTTP: " + Dialer.reason(e));
        } catch (EOFException e) {
            throw new ProblemFound(Problem.HANDSHAKE_CUT, "the connection ended");
        } catch (IOException e) {
            throw new ProblemFound(Problem.HANDSHAKE_CUT, Dialer.reason(e));
        } finally {
            if (!open) {
                Dialer.close(socket);
            }
        }
    }

    /** An answer after its time means for an endpoint that there was none. */
    private ProblemFound late(Duration took, ProblemFound problem) {
        return took.compareTo(plan.limit()) <= 0
                ? problem
                : new ProblemFound(
                        Problem.HANDSHAKE_TIMEOUT,
                        problem.finding() + ", but only after " + LogText.of(took) + "; an endpoint waits "
                                + LogText.of(plan.limit()));
    }

    private String request(String key, boolean compressing) {
        StringBuilder request = new StringBuilder(head(plan.resource()))
                .append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ")
                .append(key)
                .append("\r\n");
        if (compressing) {
            request.append("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
        }
        plan.token()
                .ifPresent(token -> request.append("Authorization: Bearer ")
                        .append(token.value())
                        .append("\r\n"));
        return request.append("\r\n").toString();
    }

    private String head(String resource) {
        return "GET " + resource + " HTTP/1.1\r\nHost: " + plan.authority() + "\r\nUser-Agent: relay-doctor/"
                + RelayVersion.text() + "\r\n";
    }

    /** Requests a page of the relay on a new connection, without the token; empty if there is no answer over HTTP. */
    Optional<HttpReply> page(String name) {
        try (Socket socket = dialer.open()) {
            String request =
                    head(plan.page(name)) + "Accept: application/json, text/plain\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            InputStream in = new BufferedInputStream(new TimedInput(socket, plan.limit()));
            return Optional.of(HttpReply.read(in, true));
        } catch (ProblemFound | IOException e) {
            return Optional.empty();
        }
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
