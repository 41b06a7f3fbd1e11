package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.endpoint.HandshakeContext;
import proxystore.relay.endpoint.RelayConfigurator;
import proxystore.relay.endpoint.RelayEndpoint;
import proxystore.relay.message.EncodedMessage;

/** One connection of a real relay; its socket, its session and Tyrus only record calls. */
final class FastPathFramesFixture implements AutoCloseable {
    static final int MAX_MESSAGE_BYTES = 20_000;
    static final int MAX_UNREGISTERED_BYTES = 8_000;
    static final String CLOSE_REASON = "going";
    private static final byte[] CLOSE_FRAME = "\u0088\u0005going".getBytes(StandardCharsets.ISO_8859_1);
    static final int MAX_UNSENT_FRAMES = 12;

    final Relay relay;
    private final CloseScheduler scheduler = new CloseScheduler(Duration.ofSeconds(20));
    final FastPathFrames frames;
    private final Writer tyrusWriter;
    /** The texts that the client receives without Tyrus. */
    final List<String> sent = new CopyOnWriteArrayList<>();
    /** The methods that were called on the session. */
    final List<String> session = new ArrayList<>();
    /** The methods that were called on the socket. */
    final List<String> socket = new ArrayList<>();
    /** The bytes that Tyrus receives. */
    final ByteArrayOutputStream tyrus = new ByteArrayOutputStream();
    /** Whether writes do not complete. */
    boolean holding;
    /** The exception that a write throws, else null. */
    @Nullable
    RuntimeException broken;
    /** What another thread does between a send and its write, else null. */
    @Nullable
    Runnable meanwhile;
    /** The completion of the last write that does not complete, else null. */
    @Nullable
    CompletionHandler<ByteBuffer> inFlight;

    FastPathFramesFixture(boolean direct) {
        RelayConfig config = RelayConfig.of(Map.of(
                "max_message_bytes", String.valueOf(MAX_MESSAGE_BYTES),
                "admission.max_unregistered_bytes", String.valueOf(MAX_UNREGISTERED_BYTES),
                "standalone.frames", direct ? "direct" : "tyrus",
                "standalone.max_unsent_frames", String.valueOf(MAX_UNSENT_FRAMES)));
        relay = new Relay(config);
        frames = new FastPathFrames(RecordingSocket.of(socket), scheduler, MAX_UNREGISTERED_BYTES, config.standalone());
        tyrusWriter = frames.connect(new RecordingWriter());
        frames.readBy(new ReadHandler() {
            @Override
            public void handle(ByteBuffer data) {
                byte[] bytes = new byte[data.remaining()];
                data.get(bytes);
                tyrus.writeBytes(bytes);
            }
        });
        open();
    }

    private void open() {
        Map<String, Object> properties = new java.util.HashMap<>();
        HandshakeContext handshake = new HandshakeContext(relay, "127.0.0.1:1", frames);
        try (HandshakeContext.Scope scope = handshake.enter()) {
            new RelayConfigurator()
                    .modifyHandshake(
                            proxy(ServerEndpointConfig.class, answering(properties)),
                            proxy(HandshakeRequest.class, answering(Map.of())),
                            proxy(HandshakeResponse.class, answering(Map.of())));
        }
        RemoteEndpoint.Async remote = proxy(RemoteEndpoint.Async.class, (self, method, arguments) -> {
            session.add(method.getName());
            return null;
        });
        Session opened = proxy(Session.class, (self, method, arguments) -> switch (method.getName()) {
            case "getUserProperties" -> properties;
            case "getAsyncRemote" -> remote;
            case "setMaxIdleTimeout" -> null;
            default -> {
                synchronized (session) {
                    session.add(method.getName());
                }
                yield null;
            }
        });
        new RelayEndpoint().open(opened, proxy(ServerEndpointConfig.class, answering(properties)));
    }

    /** Tyrus writes a frame of its own. */
    void tyrusSends() {
        tyrusWriter.write(FrameHeader.textFrame(EncodedMessage.of("")), new CompletionHandler<ByteBuffer>() {});
    }

    /** Tyrus writes a close frame and ends the connection. */
    void tyrusCloses() {
        tyrusWriter.write(ByteBuffer.wrap(CLOSE_FRAME), new CompletionHandler<ByteBuffer>() {});
        try {
            tyrusWriter.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the connection to the client has been closed, which may happen in the background. */
    boolean isEnded() {
        synchronized (session) {
            return session.contains("writer.close");
        }
    }

    /** Whether the session has been closed, which happens in the background. */
    boolean isClosing() {
        synchronized (session) {
            return session.contains("close");
        }
    }

    @Override
    public void close() {
        relay.registry().connections().forEach(connection -> connection.abandoned("the test is over"));
        relay.close();
        scheduler.close();
        assertThat(relay.registry().connections()).isEmpty();
    }

    private static InvocationHandler answering(Map<?, ?> map) {
        return (self, method, arguments) -> map;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private final class RecordingWriter extends Writer {
        @Override
        public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> completion) {
            if (broken != null) {
                throw broken;
            }
            if (meanwhile != null) {
                Runnable happening = meanwhile;
                meanwhile = null;
                happening.run();
            }
            FrameHeader header = new FrameHeader();
            header.read(frame);
            sent.add(StandardCharsets.UTF_8.decode(frame).toString());
            if (holding) {
                inFlight = completion;
            } else {
                completion.completed(frame);
            }
        }

        @Override
        public void close() {
            synchronized (session) {
                session.add("writer.close");
            }
        }
    }
}
