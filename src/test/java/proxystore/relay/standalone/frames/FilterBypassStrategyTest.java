package proxystore.relay.standalone.frames;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.IOStrategy;
import org.glassfish.grizzly.asyncqueue.AsyncQueueWriter;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.peer.Transport.SendListener;
import proxystore.relay.standalone.Failing;

/** With a real transport and a filter that records what passes it. */
class FilterBypassStrategyTest {
    private static final int TIMEOUT_MS = 10_000;
    private static final byte[] PING = ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, new byte[0]);

    private final BlockingQueue<String> filtered = new LinkedBlockingQueue<>();
    private final BlockingQueue<Connection<?>> accepted = new LinkedBlockingQueue<>();
    private final List<String> written = new ArrayList<>();
    private final Writer tyrus = new Writer() {
        @Override
        public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> completion) {
            written.add("tyrus");
        }

        @Override
        public void close() {}
    };
    private final FastPathFramesFixture webSocket = new FastPathFramesFixture(true);
    private final CloseScheduler scheduler = new CloseScheduler(Duration.ofSeconds(20));
    private final List<TCPNIOTransport> transports = new ArrayList<>();
    private int port;

    @BeforeEach
    void start() throws IOException {
        port = listen(new FilterBypassStrategy(Failing.LAST_RESORT));
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

            await().until(() -> webSocket.tyrus.size() > 0);
            assertThat(filtered).isEmpty();
        }
        assertThat(next()).isEqualTo("closed");
    }

    @Test
    void aWebSocketIsWrittenWithoutTheFilters() throws Exception {
        try (Socket client = connect(port)) {
            Writer writer = FilterBypassStrategy.writer(accepted(), tyrus);
            BlockingQueue<String> sent = new LinkedBlockingQueue<>();

            writer.write(ByteBuffer.wrap("frame".getBytes(UTF_8)), recording(sent));

            assertThat(client.getInputStream().readNBytes(5)).isEqualTo("frame".getBytes(UTF_8));
            assertThat(sent.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS)).isEqualTo("completed");

            writer.close();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(next()).isEqualTo("closed");
            writer.write(ByteBuffer.wrap("late".getBytes(UTF_8)), recording(sent));
            assertThat(sent.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS)).isEqualTo("failed: Locally closed");
        }
        assertThat(written).isEmpty();
    }

    @Test
    void framesThatTheSocketDoesNotTakeAtOnceFollowInOrder() throws Exception {
        try (Socket client = connect(port)) {
            Writer writer = FilterBypassStrategy.writer(accepted(), tyrus);
            BlockingQueue<String> sent = new LinkedBlockingQueue<>();
            int frames = 64;
            int frameBytes = 1024 * 1024; // more than the kernel's buffers hold

            for (int i = 0; i < frames; i++) {
                byte[] frame = new byte[frameBytes];
                frame[0] = (byte) i;
                writer.write(ByteBuffer.wrap(frame), recording(sent));
            }
            assertThat(sent).hasSizeLessThan(frames);

            for (int i = 0; i < frames; i++) {
                assertThat(client.getInputStream().readNBytes(frameBytes)[0]).isEqualTo((byte) i);
            }
            await().untilAsserted(() -> assertThat(sent).hasSize(frames).containsOnly("completed"));
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
                    new FastPathFrames(
                            connection, scheduler, 100, RelayConfig.defaults().standalone()));
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
            Writer writer = FilterBypassStrategy.writer(connection, tyrus);
            writer.write(ByteBuffer.allocate(unread), new CompletionHandler<ByteBuffer>() {});
            client.setSoLinger(true, 0); // a reset
        }
        assertThat(next()).isEqualTo("closed");
        assertThat(WebSocketReadFilter.framesOf(connection)).isNull();
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void tyrussWriterIsUsedIfTheFiltersAreNeeded() throws Exception {
        BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
        try (Socket client = connect(listen(SameThreadIOStrategy.getInstance()))) {
            assertThat(written).isEmpty();
            FilterBypassStrategy.writer(accepted(), tyrus).write(ByteBuffer.allocate(1), recording(outcomes));
            assertThat(written).containsExactly("tyrus");
        }
        assertThat(next()).isEqualTo("closed");
        FilterBypassStrategy.writer(RecordingSocket.of(new ArrayList<>()), tyrus)
                .write(ByteBuffer.allocate(1), recordingSends(outcomes));
        assertThat(written).containsExactly("tyrus", "tyrus");
    }

    @Test
    void theEndOfATextsWriteIsReportedToItsListener() throws Exception {
        try (Socket client = connect(port)) {
            FrameWriter writer = FilterBypassStrategy.writer(accepted(), tyrus);
            BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();

            writer.write(ByteBuffer.wrap("frame".getBytes(UTF_8)), recordingSends(outcomes));

            assertThat(client.getInputStream().readNBytes(5)).isEqualTo("frame".getBytes(UTF_8));
            assertThat(outcomes.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS)).isEqualTo("completed");

            writer.close();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(next()).isEqualTo("closed");
            writer.write(ByteBuffer.wrap("late".getBytes(UTF_8)), recordingSends(outcomes));
            assertThat(outcomes.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS)).isEqualTo("failed: Locally closed");
        }
        assertThat(written).isEmpty();
    }

    private static SendListener recordingSends(BlockingQueue<String> outcomes) {
        return new SendListener() {
            @Override
            public void sent(@Nullable Throwable failure) {
                outcomes.add(failure == null ? "completed" : "failed: " + failure.getMessage());
            }

            @Override
            public void uncertain(Throwable failure) {
                outcomes.add("uncertain");
            }
        };
    }

    private static CompletionHandler<ByteBuffer> recording(BlockingQueue<String> outcomes) {
        return new CompletionHandler<>() {
            @Override
            public void completed(ByteBuffer frame) {
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
