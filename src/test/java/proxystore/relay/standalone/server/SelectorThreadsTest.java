package proxystore.relay.standalone.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.ChannelConfigurator;
import org.glassfish.grizzly.nio.DefaultSelectorHandler;
import org.glassfish.grizzly.nio.NIOTransport;
import org.glassfish.grizzly.nio.SelectorRunner;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.standalone.frames.AcceptBackoffStrategy;

/** One real selector thread, which answers each text with the same text and meets Errors where the test says. */
class SelectorThreadsTest {
    private static final int TIMEOUT_MS = 10_000;

    private final List<String> duties = new CopyOnWriteArrayList<>();
    private final List<Socket> clients = new ArrayList<>();
    private final AtomicReference<Error> whenHandling = new AtomicReference<>();
    private final AtomicReference<Error> whenSelecting = new AtomicReference<>();
    private final AtomicReference<Error> whenAccepting = new AtomicReference<>();
    /** How often the last resort throws in its turn, as nothing but a test does. */
    private final AtomicInteger throwing = new AtomicInteger();

    private final AcceptBackoffStrategy accepting = new AcceptBackoffStrategy(this::cannotGoOn);

    @SuppressWarnings("NullAway.Init")
    private TCPNIOTransport transport;

    private int port;

    private void cannotGoOn(String duty, Throwable error) {
        duties.add(duty + ": " + error.getMessage());
        if (throwing.getAndDecrement() > 0) {
            throw new OutOfMemoryError("still none");
        }
    }

    private static void throwOnce(AtomicReference<Error> error) {
        Error thrown = error.getAndSet(null);
        if (thrown != null) {
            throw thrown;
        }
    }

    @BeforeEach
    void start() throws IOException {
        transport = TCPNIOTransportBuilder.newInstance()
                .setProcessor(FilterChainBuilder.stateless()
                        .add(new TransportFilter())
                        .add(new BaseFilter() {
                            @Override
                            public NextAction handleRead(FilterChainContext context) {
                                throwOnce(whenHandling);
                                Buffer received = context.getMessage();
                                context.write(Buffers.wrap(null, received.toStringContent(UTF_8)));
                                return context.getStopAction();
                            }
                        })
                        .build())
                .setIOStrategy(accepting)
                .setSelectorHandler(new DefaultSelectorHandler() {
                    @Override
                    public Set<SelectionKey> select(SelectorRunner runner) throws IOException {
                        Set<SelectionKey> ready = super.select(runner);
                        throwOnce(whenSelecting);
                        return ready;
                    }
                })
                .setSelectorRunnersCount(1)
                .setSelectorThreadPoolConfig(
                        ThreadPoolConfig.defaultConfig().setCorePoolSize(1).setMaxPoolSize(1))
                .build();
        transport.setChannelConfigurator(new ChannelConfigurator() {
            private final ChannelConfigurator usual = TCPNIOTransport.DEFAULT_CHANNEL_CONFIGURATOR;

            @Override
            public void preConfigure(NIOTransport transport, SelectableChannel channel) throws IOException {
                if (channel instanceof SocketChannel) {
                    throwOnce(whenAccepting);
                }
                usual.preConfigure(transport, channel);
            }

            @Override
            public void postConfigure(NIOTransport transport, SelectableChannel channel) throws IOException {
                usual.postConfigure(transport, channel);
            }
        });
        SelectorThreads.watch(transport, "watched", this::cannotGoOn);
        transport.start();
        port = ((InetSocketAddress) transport.bind("127.0.0.1", 0).getLocalAddress()).getPort();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        transport.shutdownNow();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("watched")));
    }

    @Test
    void anErrorOfOneConnectionsWorkEndsThatConnectionAlone() throws IOException {
        Socket other = connect();
        Socket one = connect();
        expectEcho(other);
        expectEcho(one);
        whenHandling.set(new OutOfMemoryError("what the log shows is meant to be there"));

        expectEnd(one);
        expectEcho(other);
        expectEcho(connect());
        assertThat(duties).isEmpty();
    }

    @Test
    void aClassThatCannotBeUsedIsAMatterForTheLastResort() throws IOException {
        Socket one = connect();
        whenHandling.set(new NoClassDefFoundError("Could not initialize class"));

        expectEnd(one);
        await().until(() -> !duties.isEmpty());
        assertThat(duties).containsExactly("a class cannot be used: Could not initialize class");
    }

    @Test
    void aClassThatCannotBeUsedToAcceptIsAMatterForTheLastResort() throws IOException {
        whenAccepting.set(new ExceptionInInitializerError("too many open files"));
        connect();

        await().until(() -> !duties.isEmpty());
        assertThat(duties).containsExactly("a class cannot be used: too many open files");
    }

    @Test
    void anErrorOfTheSelectorLoopIsAMatterForTheLastResort() throws IOException {
        whenSelecting.set(new OutOfMemoryError("no heap"));
        connect();

        await().until(() -> !duties.isEmpty());
        assertThat(duties).containsExactly("a selector loop was interrupted: no heap");
    }

    @Test
    void anErrorThatEndsASelectorThreadIsAMatterForTheLastResort() throws IOException {
        throwing.set(1);
        whenSelecting.set(new OutOfMemoryError("no heap"));
        connect();

        await().until(() -> duties.size() == 2);
        assertThat(duties)
                .containsExactly("a selector loop was interrupted: no heap", "a selector thread has ended: still none");
    }

    @Test
    void anErrorOfAcceptingIsAPause() throws IOException {
        Socket early = connect();
        expectEcho(early);
        whenAccepting.set(new OutOfMemoryError("no heap"));
        connect();
        await().until(() -> whenAccepting.get() == null);
        Socket late = connect();
        expectEcho(early);

        await().until(() -> {
            accepting.resume();
            return transport.getIOStrategy() == accepting && answers(late);
        });
        assertThat(duties).isEmpty();
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(TIMEOUT_MS);
        clients.add(client);
        return client;
    }

    private static void expectEcho(Socket client) throws IOException {
        assertThat(answers(client)).isTrue();
    }

    private static boolean answers(Socket client) throws IOException {
        client.getOutputStream().write('x');
        return client.getInputStream().read() == 'x';
    }

    private static void expectEnd(Socket client) throws IOException {
        client.getOutputStream().write('x');
        try {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }
}
