package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.endpoint.HandshakeContext;
import proxystore.relay.endpoint.RelayConfigurator;
import proxystore.relay.endpoint.RelayEndpoint;

/** One connection of a real relay; its socket, its session and Tyrus only record calls. */
final class FrameFixture implements AutoCloseable {
    static final int MAX_MESSAGE_BYTES = 20_000;
    static final int MAX_UNREGISTERED_BYTES = 8_000;

    final Relay relay;
    final FrameTransport frames;
    /** What is written to the client. */
    final FakeFrameSocket output = new FakeFrameSocket();
    /** The methods that were called on the session, on Tyrus's connection and on the TCP connection. */
    final List<String> calls = new CopyOnWriteArrayList<>();
    /** Whether another thread closes the session, so that Tyrus throws on a close. */
    boolean closedElsewhere;
    /** The bytes that Tyrus receives. */
    final ByteArrayOutputStream tyrus = new ByteArrayOutputStream();

    private final List<CloseListener<Connection<?>, CloseType>> closeListeners = new CopyOnWriteArrayList<>();
    private final Connection<?> socket = RecordingSocket.of(calls, closeListeners);
    private final CloseScheduler scheduler;
    /** Whether relay and scheduler end with this connection. */
    private final boolean alone;

    private final RelayEndpoint endpoint = new RelayEndpoint();

    FrameFixture(boolean direct) {
        this(direct, MAX_MESSAGE_BYTES, 0);
    }

    /**
     * A connection with limits.
     *
     * @param maxReceivedBytes the relay's budget for unfinished messages; 0 for a part of the heap
     */
    FrameFixture(boolean direct, int maxMessageBytes, int maxReceivedBytes) {
        this(
                new Relay(RelayConfig.of(Map.of(
                        "max_message_bytes", String.valueOf(maxMessageBytes),
                        "admission.max_unregistered_bytes", String.valueOf(MAX_UNREGISTERED_BYTES),
                        "admission.max_received_bytes", String.valueOf(maxReceivedBytes),
                        "standalone.frames", direct ? "direct" : "tyrus"))),
                new CloseScheduler(Duration.ofSeconds(20)),
                true);
    }

    /** The only connection at this time of a relay that has had others before. */
    FrameFixture(Relay relay, CloseScheduler scheduler) {
        this(relay, scheduler, false);
    }

    private FrameFixture(Relay relay, CloseScheduler scheduler, boolean alone) {
        this.relay = relay;
        this.scheduler = scheduler;
        this.alone = alone;
        frames = new FrameTransport(
                socket, output, scheduler, relay.config().standalone().frames());
        open();
        ReadHandler decoding = data -> {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            tyrus.writeBytes(bytes);
        };
        frames.connectedTo(proxy(org.glassfish.tyrus.spi.Connection.class, (self, method, arguments) -> {
            if (method.getName().equals("getReadHandler")) {
                return decoding;
            }
            if (closedElsewhere) {
                throw new IllegalStateException("The connection has been closed.");
            }
            CloseReason reason = (CloseReason) arguments[0];
            calls.add("closed with " + reason.getCloseCode().getCode() + " " + reason.getReasonPhrase());
            endpoint.close(reason);
            return null;
        }));
    }

    private void open() {
        Map<String, Object> properties = new HashMap<>();
        HandshakeContext handshake = new HandshakeContext(relay, "127.0.0.1:1", frames);
        try (HandshakeContext.Scope scope = handshake.enter()) {
            new RelayConfigurator()
                    .modifyHandshake(
                            proxy(ServerEndpointConfig.class, answering(properties)),
                            proxy(HandshakeRequest.class, answering(Map.of())),
                            proxy(HandshakeResponse.class, answering(Map.of())));
        }
        RemoteEndpoint.Async remote = proxy(RemoteEndpoint.Async.class, (self, method, arguments) -> {
            calls.add(method.getName());
            return null;
        });
        Session opened = proxy(Session.class, (self, method, arguments) -> switch (method.getName()) {
            case "getUserProperties" -> properties;
            case "getAsyncRemote" -> remote;
            case "setMaxIdleTimeout" -> null;
            default -> {
                calls.add(method.getName());
                yield null;
            }
        });
        endpoint.open(opened, proxy(ServerEndpointConfig.class, answering(properties)));
    }

    void receive(byte[] bytes) {
        frames.handle(ByteBuffer.wrap(bytes));
    }

    /** What was written to the client since the last call. */
    List<String> takeWritten() {
        List<String> written = List.copyOf(output.written);
        output.written.clear();
        return written;
    }

    /** Whether the connection accepts messages. */
    boolean isOpen() {
        return relay.registry().connections().stream().anyMatch(connection -> connection.isOpen());
    }

    /** Whether the session has been closed, which happens in the background. */
    boolean isClosing() {
        return calls.contains("close");
    }

    @Override
    public void close() {
        relay.registry().connections().forEach(connection -> connection.abandoned("the test is over"));
        for (CloseListener<Connection<?>, CloseType> listener : closeListeners) {
            try {
                listener.onClosed(socket, CloseType.LOCALLY);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (alone) {
            relay.close();
            scheduler.close();
        }
        assertThat(relay.registry().connections()).isEmpty();
    }

    private static InvocationHandler answering(Map<?, ?> map) {
        return (self, method, arguments) -> map;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
