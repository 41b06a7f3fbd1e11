package proxystore.relay.standalone.frames;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.IOStrategy;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.AsyncQueueWriter;
import org.glassfish.grizzly.asyncqueue.WritableMessage;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.standalone.Failing;

/** With a real transport and a filter that records what passes it. */
class FilterBypassStrategyTest {
    private static final int TIMEOUT_MS = 10_000;
    private static final byte[] PING = ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, new byte[0]);

    private final BlockingQueue<String> filtered = new LinkedBlockingQueue<>();
    private final BlockingQueue<Connection<?>> accepted = new LinkedBlockingQueue<>();
    private final FrameFixture webSocket = new FrameFixture(true);
    private final CloseScheduler scheduler = new CloseScheduler(Duration.ofSeconds(20));
    private final List<TCPNIOTransport> transports = new ArrayList<>();
    private int port;

    @BeforeEach
    void start() throws IOException {
        port = listen(new FilterBypassStrategy(Failing.LAST_RESORT, new AcceptLimit(Integer.MAX_VALUE)));
    }

    @AfterEach
    void stop() throws IOException {
        List<String> left = List.copyOf(filtered); // the transports' own closes follow
        for (TCPNIOTransport transport : transports) {
            transport.shutdownNow();
        }
        webSocket.close();
        scheduler.close();
        assertThat(left).isEmpty();
    }

    @Test
    void aWebSocketIsReadWithoutTheFilters() throws Exception {
        try (Socket client = connect(port)) {
            Connection<?> connection = accepted();
            client.getOutputStream().write("handshake".getBytes(UTF_8));
            assertThat(next()).isEqualTo("read handshake");

            WebSocketReadFilter.upgrade(connection, webSocket.frames);
            client.getOutputStream().write(PING);

            await().until(() -> webSocket.output.written.equals(List.of("pong")));
            assertThat(filtered).isEmpty();
        }
        assertThat(next()).isEqualTo("closed");
    }

    @Test
    void aWebSocketIsWrittenWithoutTheFilters() throws Exception {
        try (Socket client = connect(port)) {
            Connection<?> connection = accepted();
            FrameSocket socket = FrameSocket.of(connection, 0);
            BlockingQueue<String> sent = new LinkedBlockingQueue<>();

            socket.write(ByteBuffer.wrap("frame".getBytes(UTF_8)), recording(sent));

            assertThat(client.getInputStream().readNBytes(5)).isEqualTo("frame".getBytes(UTF_8));
            assertThat(sent.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS)).isEqualTo("completed");

            connection.closeSilently();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(next()).isEqualTo("closed");
            socket.write(ByteBuffer.wrap("late".getBytes(UTF_8)), recording(sent));
            assertThat(sent.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS)).isEqualTo("failed: Locally closed");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10_000, 64 * 1024, 64 * 1024 + 1, 8 * 1024 * 1024})
    void aFrameOfAnySizeArrivesWhole(int bytes) throws Exception {
        byte[] frame = new byte[bytes];
        new Random(bytes).nextBytes(frame);
        try (Socket client = connect(port)) {
            BlockingQueue<String> sent = new LinkedBlockingQueue<>();
            FrameSocket.of(accepted(), 0).write(ByteBuffer.wrap(frame), recording(sent));
            assertThat(client.getInputStream().readNBytes(bytes)).isEqualTo(frame);
            assertThat(sent.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS)).isEqualTo("completed");
        }
        assertThat(next()).isEqualTo("closed");
    }

    @Test
    void aFrameThatTheSocketTakesInPartsArrivesWhole() throws Exception {
        int frameBytes = 60_000;
        try (Socket client = connect(port)) {
            FrameSocket socket = FrameSocket.of(accepted(), 0);
            BlockingQueue<String> sent = new LinkedBlockingQueue<>();
            int frames = 0;
            while (sent.size() == frames) { // until the kernel takes no more
                socket.write(ByteBuffer.wrap(new byte[frameBytes]), recording(sent));
                frames++;
            }
            assertThat(client.getInputStream().readNBytes(frames * frameBytes)).hasSize(frames * frameBytes);
            int all = frames;
            await().untilAsserted(() -> assertThat(sent).hasSize(all).containsOnly("completed"));
        }
        assertThat(next()).isEqualTo("closed");
    }

    @Test
    void aFailureEndsOnlyItsConnection() throws Exception {
        try (Socket broken = connect(port)) {
            // Frames without an endpoint cannot be handled.
            Connection<?> connection = accepted();
            WebSocketReadFilter.upgrade(
                    connection,
                    new FrameTransport(
                            connection, scheduler, RelayConfig.defaults().standalone()));
            try (Socket other = connect(port)) {
                broken.getOutputStream().write(PING);
                assertThat(broken.getInputStream().read()).isEqualTo(-1);
                assertThat(next()).isEqualTo("closed");

                other.getOutputStream().write("goes on".getBytes(UTF_8));
                assertThat(next()).isEqualTo("read goes on");
            }
            assertThat(next()).isEqualTo("closed");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000})
    void theFiltersAreNotifiedOfAClose(int unread) throws Exception {
        Connection<?> connection;
        try (Socket client = connect(port)) {
            connection = accepted();
            WebSocketReadFilter.upgrade(connection, webSocket.frames);
            FrameSocket.of(connection, 0).write(ByteBuffer.allocate(unread), recording(new LinkedBlockingQueue<>()));
            client.setSoLinger(true, 0); // a reset
        }
        assertThat(next()).isEqualTo("closed");
        assertThat(WebSocketReadFilter.framesOf(connection)).isNull();
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void theFiltersAreUsedIfTheyAreNeeded() throws Exception {
        BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
        try (Socket client = connect(listen(SameThreadIOStrategy.getInstance()))) {
            FrameSocket.of(accepted(), 0).write(ByteBuffer.wrap("frame".getBytes(UTF_8)), recording(outcomes));
            assertThat(client.getInputStream().readNBytes(5)).isEqualTo("frame".getBytes(UTF_8));
            assertThat(next()).isEqualTo("write");
            assertThat(outcomes.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS)).isEqualTo("completed");
        }
        assertThat(next()).isEqualTo("closed");
    }

    private static CompletionHandler<WriteResult<WritableMessage, SocketAddress>> recording(
            BlockingQueue<String> outcomes) {
        return new EmptyCompletionHandler<>() {
            @Override
            public void completed(WriteResult<WritableMessage, SocketAddress> sent) {
                outcomes.add("completed");
            }

            @Override
            public void failed(Throwable failure) {
                outcomes.add("failed: " + failure.getMessage());
            }
        };
    }

    private Connection<?> accepted() throws InterruptedException {
        return Objects.requireNonNull(accepted.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS));
    }

    private String next() throws InterruptedException {
        return String.valueOf(filtered.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS));
    }

    private static Socket connect(int port) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(TIMEOUT_MS);
        return client;
    }

    private int listen(IOStrategy strategy) throws IOException {
        TCPNIOTransport transport = TCPNIOTransportBuilder.newInstance()
                .setProcessor(FilterChainBuilder.stateless()
                        .add(new TransportFilter())
                        .add(new WebSocketReadFilter())
                        .add(new RecordingFilter())
                        .build())
                .setIOStrategy(strategy)
                .setSelectorRunnersCount(1)
                .setMaxAsyncWriteQueueSizeInBytes(AsyncQueueWriter.UNLIMITED_SIZE)
                .build();
        transports.add(transport);
        transport.start();
        return ((InetSocketAddress) transport.bind("127.0.0.1", 0).getLocalAddress()).getPort();
    }

    private final class RecordingFilter extends BaseFilter {
        @Override
        public NextAction handleAccept(FilterChainContext context) {
            accepted.add(context.getConnection());
            return context.getInvokeAction();
        }

        @Override
        public NextAction handleRead(FilterChainContext context) {
            Buffer message = context.getMessage();
            filtered.add("read " + message.toStringContent(UTF_8));
            return context.getStopAction();
        }

        @Override
        public NextAction handleWrite(FilterChainContext context) {
            filtered.add("write");
            return context.getInvokeAction();
        }

        @Override
        public NextAction handleClose(FilterChainContext context) {
            filtered.add("closed");
            return context.getInvokeAction();
        }
    }
}
