package proxystore.relay.standalone.frames;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.IOStrategy;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.glassfish.grizzly.nio.SelectorHandler;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;

/** A real transport on loopback with one selector thread, and the clients that a test connects to it. */
public final class TestTransport implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;

    private final TCPNIOTransport transport;
    private final Semaphore accepted = new Semaphore(0);
    private final List<Socket> clients = new ArrayList<>();
    private int port;

    /** Receives each text on the selector thread. */
    @FunctionalInterface
    public interface TextHandler {
        void handle(String text, FilterChainContext context) throws IOException;
    }

    /** A transport that does not run yet. */
    public TestTransport(IOStrategy strategy, SelectorHandler selectorHandler, TextHandler handler) {
        transport = TCPNIOTransportBuilder.newInstance()
                .setProcessor(FilterChainBuilder.stateless()
                        .add(new TransportFilter())
                        .add(new TextFilter(handler))
                        .build())
                .setIOStrategy(strategy)
                .setSelectorHandler(selectorHandler)
                .setSelectorRunnersCount(1)
                .setSelectorThreadPoolConfig(
                        ThreadPoolConfig.defaultConfig().setCorePoolSize(1).setMaxPoolSize(1))
                .build();
    }

    /** Grizzly's transport, to be set up before the start. */
    public TCPNIOTransport grizzly() {
        return transport;
    }

    public void start() throws IOException {
        transport.start();
        port = ((InetSocketAddress) transport.bind("127.0.0.1", 0).getLocalAddress()).getPort();
    }

    /** Connects a client; the transport may not have accepted it yet. */
    public Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(TIMEOUT_MS);
        clients.add(client);
        return client;
    }

    /** Connects a client and waits until the transport has accepted it. */
    Socket connectAccepted() throws IOException, InterruptedException {
        accepted.drainPermits();
        Socket client = connect();
        assertThat(accepted.tryAcquire(TIMEOUT_MS, TimeUnit.MILLISECONDS)).isTrue();
        return client;
    }

    @Override
    public void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        transport.shutdownNow();
    }

    private final class TextFilter extends BaseFilter {
        private final TextHandler handler;

        TextFilter(TextHandler handler) {
            this.handler = handler;
        }

        @Override
        public NextAction handleAccept(FilterChainContext context) {
            accepted.release();
            return context.getInvokeAction();
        }

        @Override
        public NextAction handleRead(FilterChainContext context) throws IOException {
            Buffer message = context.getMessage();
            handler.handle(message.toStringContent(UTF_8), context);
            return context.getStopAction();
        }
    }
}
