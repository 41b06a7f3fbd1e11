package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.glassfish.grizzly.nio.transport.TCPNIOServerConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.LogLines;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.HeldAccept;

/** A listener that accepts two connections. */
@SuppressWarnings("rawtypes") // as Grizzly declares it
class AcceptLimitTest {
    private static final int MAX = 2;

    @RegisterExtension
    final LogLines log = new LogLines(AcceptLimit.class);

    private final AcceptLimit limit = new AcceptLimit(MAX);
    private final AcceptBackoffStrategy strategy = new AcceptBackoffStrategy(Failing.LAST_RESORT, limit);
    private final TCPNIOTransport transport = TCPNIOTransportBuilder.newInstance()
            .setIOStrategy(strategy)
            .setProcessor(FilterChainBuilder.stateless()
                    .add(new TransportFilter())
                    .add(new Echo())
                    .build())
            .build();
    private final List<Socket> clients = new ArrayList<>();
    private int port;

    private static final class Echo extends BaseFilter {
        @Override
        public NextAction handleRead(FilterChainContext context) {
            context.write(context.getMessage());
            return context.getStopAction();
        }
    }

    @BeforeEach
    void listen() throws IOException {
        transport.getConnectionMonitoringConfig().addProbes(limit);
        TCPNIOServerConnection listener = transport.bind("127.0.0.1", 0, 50);
        port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
        transport.start();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        await().until(() -> limit.open() == 0);
        transport.shutdownNow();
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        clients.add(client);
        return client;
    }

    private static boolean isServed(Socket client, int patienceMs) throws IOException {
        client.setSoTimeout(patienceMs);
        client.getOutputStream().write(1);
        try {
            return client.getInputStream().read() == 1;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void connectionsPastTheLimitWaitUntilOthersHaveEnded() throws IOException {
        Socket first = connect();
        Socket second = connect();
        assertThat(isServed(first, 10_000)).isTrue();
        assertThat(isServed(second, 10_000)).isTrue();

        Socket third = connect();
        await().until(() -> !log.get().isEmpty());
        assertThat(isServed(third, 100)).isFalse();
        assertThat(limit.open()).isEqualTo(MAX);
        assertThat(isServed(second, 10_000)).isTrue();

        first.close();
        third.setSoTimeout(10_000);
        assertThat(third.getInputStream().read()).isEqualTo(1);
        assertThat(log.get())
                .containsExactly("WARN No client can connect: 2 connections are open, and the process needs its other"
                        + " file descriptors itself. Raise the limit of open files (ulimit -n, LimitNOFILE)");
    }

    @Test
    void listenerServesHoweverOftenItWasFull() throws IOException {
        for (int i = 0; i < 200; i++) {
            Socket client = connect();
            assertThat(isServed(client, 10_000)).isTrue();
            client.close();
        }
        for (int i = 0; i < 20; i++) {
            connect();
        }
        await().until(() -> !log.get().isEmpty());
        for (Socket client : clients) {
            client.close();
        }
        assertThat(isServed(connect(), 10_000)).isTrue();
    }

    @Test
    void whatIsNotAcceptedAfterTheEndOfAcceptingWaitsInTheSocket() throws IOException {
        Socket first = connect();
        assertThat(isServed(first, 10_000)).isTrue();
        strategy.stopAccepting();

        Socket waiting = connect();
        assertThat(isServed(waiting, 100)).isFalse();
        assertThat(limit.open()).isEqualTo(1);
        assertThat(isServed(first, 10_000)).isTrue();
    }

    @Test
    void aSelectionAcceptsManyWaitingConnections() throws Exception {
        AtomicInteger selections = new AtomicInteger();
        AcceptLimit unlimited = new AcceptLimit(Integer.MAX_VALUE);
        TCPNIOTransport accepting = TCPNIOTransportBuilder.newInstance()
                .setIOStrategy(new AcceptBackoffStrategy(Failing.LAST_RESORT, unlimited) {
                    @Override
                    public boolean executeIoEvent(Connection connection, IOEvent event, boolean enabled)
                            throws IOException {
                        if (event == IOEvent.SERVER_ACCEPT) {
                            selections.incrementAndGet();
                        }
                        return super.executeIoEvent(connection, event, enabled);
                    }
                })
                .setProcessor(FilterChainBuilder.stateless()
                        .add(new TransportFilter())
                        .build())
                .build();
        accepting.getConnectionMonitoringConfig().addProbes(unlimited);
        int more = AcceptBackoffStrategy.MAX_ACCEPTED + 10;
        try (HeldAccept held = new HeldAccept(accepting)) {
            TCPNIOServerConnection listener = accepting.bind("127.0.0.1", 0, 2 * more);
            port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
            accepting.start();
            connect();
            held.awaitHeld();
            for (int i = 0; i < more; i++) {
                connect();
            }
            held.close();
            await().until(() -> unlimited.open() == 1 + more);
            assertThat(selections).hasValue(2);
        } finally {
            accepting.shutdownNow();
        }
    }

    @Test
    void aProcessHasAtLeastOneConnection() {
        assertThat(AcceptLimit.maxConnections(Integer.MAX_VALUE)).isEqualTo(1);
        assertThat(AcceptLimit.maxConnections(64)).isGreaterThan(1);
    }
}
