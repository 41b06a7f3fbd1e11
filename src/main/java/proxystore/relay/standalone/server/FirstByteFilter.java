package proxystore.relay.standalone.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;
import proxystore.relay.events.Refusal;
import proxystore.relay.web.Pages;

/**
 * Ends connections with the wrong scheme at their first byte: TLS on a port without it, plain text on a port with TLS.
 * Both sides would wait for each other. It also cuts connections past the limit of {@link UnfinishedRequests}, discards
 * what arrives after the {@link LastAnswer}, and logs connections that end within their TLS handshake or request.
 */
final class FirstByteFilter extends BaseFilter {
    /** The first byte of a TLS handshake: a record's content type (RFC 8446, section 5.1). */
    private static final byte TLS_HANDSHAKE = 0x16;

    /** A TLS record with the fatal alert unexpected_message (RFC 8446, sections 5.1 and 6.2). */
    private static final byte[] ALERT = {0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x0a};

    /** The bytes that the read takes which finds the end of a connection; TLS reads the rest. */
    private static final int MORE_BYTES = 512;

    private static final int BAD_REQUEST = 400;

    private final boolean secure;
    private final LastAnswer answers;
    private final FailedConnections failures;
    private final UnfinishedRequests requests;

    /**
     * The filter of one listener.
     *
     * @param secure whether the listener has TLS
     */
    FirstByteFilter(boolean secure, LastAnswer answers, FailedConnections failures, UnfinishedRequests requests) {
        this.secure = secure;
        this.answers = answers;
        this.failures = failures;
        this.requests = requests;
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        Connection<?> connection = context.getConnection();
        Buffer received = context.getMessage();
        ConnectionStage stage = ConnectionStage.of(connection);
        if (stage == ConnectionStage.ANSWERED) {
            received.tryDispose();
            return context.getStopAction();
        }
        if (stage != ConnectionStage.WEBSOCKET && !requests.grows(connection, received.remaining())) {
            received.tryDispose();
            return refuseBytes(context);
        }
        if (stage == ConnectionStage.TLS_HANDSHAKE) {
            return continueTls(context, TlsAlert.name(received));
        }
        if (stage != null || !received.hasRemaining()) {
            return context.getInvokeAction();
        }
        byte first = received.get(received.position());
        if (secure == (first == TLS_HANDSHAKE)) {
            if (secure) {
                return beginTls(context);
            }
            ConnectionStage.ESTABLISHED.set(connection);
            return context.getInvokeAction();
        }
        received.tryDispose();
        if (secure) {
            refusePlainText(context, first);
        } else {
            failures.log(
                    connection,
                    Refusal.SCHEME,
                    "began TLS on a port without it: use ws:// in its endpoint, or set certfile and keyfile");
            answers.send(context, ALERT);
        }
        return context.getStopAction();
    }

    private NextAction refuseBytes(FilterChainContext context) {
        Connection<?> connection = context.getConnection();
        failures.log(
                connection,
                Refusal.RECEIVED_BYTES,
                "was cut within its request: unfinished requests take too much memory (admission.max_received_bytes)");
        ConnectionStage.ANSWERED.set(connection);
        connection.closeSilently();
        return context.getStopAction();
    }

    /**
     * Spares a client that has left while it waited its handshake: thousands connect at once when a relay restarts, and those
     * that are not served within their own time limit leave and connect again.
     */
    private NextAction beginTls(FilterChainContext context) {
        Connection<?> connection = context.getConnection();
        ConnectionStage.TLS_HANDSHAKE.set(connection);
        Optional<ByteBuffer> more = readMore(connection);
        if (more.isEmpty()) {
            connection.closeSilently();
            return context.getStopAction();
        }
        if (more.get().hasRemaining()) {
            if (!requests.grows(connection, more.get().remaining())) {
                return refuseBytes(context);
            }
            MemoryManager<?> memory = context.getMemoryManager();
            Buffer received = context.getMessage();
            context.setMessage(Buffers.appendBuffers(memory, received, Buffers.wrap(memory, more.get())));
        }
        return context.getInvokeAction();
    }

    /** The bytes that have arrived in the meantime; empty if the client has ended the connection. */
    private static Optional<ByteBuffer> readMore(Connection<?> connection) {
        ByteBuffer more = ByteBuffer.allocate(MORE_BYTES);
        try {
            int read = ((SocketChannel) ((NIOConnection) connection).getChannel()).read(more);
            return read < 0 ? Optional.empty() : Optional.of(more.flip());
        } catch (IOException e) { // a reset
            return Optional.empty();
        }
    }

    private NextAction continueTls(FilterChainContext context, @Nullable String alert) {
        if (alert == null) {
            return context.getInvokeAction();
        }
        Connection<?> connection = context.getConnection();
        TlsFailures.log(failures, connection, "its client sent the alert " + alert);
        ConnectionStage.ANSWERED.set(connection);
        connection.closeSilently();
        return context.getStopAction();
    }

    private void refusePlainText(FilterChainContext context, byte first) {
        Connection<?> connection = context.getConnection();
        failures.log(connection, Refusal.SCHEME, "sent plain text to a port with TLS: use wss:// in its endpoint");
        if (first >= 'A' && first <= 'Z') { // a method of HTTP
            String reason = "This port is for TLS: use wss:// or https://.";
            answers.send(context, HttpAnswer.bytes(Pages.unreadable(BAD_REQUEST, reason), true));
        } else {
            ConnectionStage.ANSWERED.set(connection);
            connection.closeSilently();
        }
    }

    @Override
    public NextAction handleClose(FilterChainContext context) {
        Connection<?> connection = context.getConnection();
        ConnectionStage stage = ConnectionStage.of(connection);
        if (stage == ConnectionStage.TLS_HANDSHAKE) {
            failures.log(
                    connection,
                    Refusal.TLS,
                    "ended within its TLS handshake: does its endpoint accept the relay's certificate?");
        } else if (stage == ConnectionStage.REQUEST) {
            failures.log(connection, Refusal.REQUEST, "ended before its request was complete");
        }
        return context.getInvokeAction();
    }
}
