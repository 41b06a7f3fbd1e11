package proxystore.relay.standalone.server;

import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.util.Optional;
import org.glassfish.grizzly.IOStrategy;
import org.glassfish.grizzly.asyncqueue.AsyncQueueWriter;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.nio.DefaultSelectorHandler;
import org.glassfish.grizzly.nio.RoundRobinConnectionDistributor;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import proxystore.relay.Acceptor;
import proxystore.relay.Drained;
import proxystore.relay.Relay;
import proxystore.relay.config.FramePath;
import proxystore.relay.config.ListenConfig;
import proxystore.relay.config.ListeningSocket;
import proxystore.relay.config.StandaloneConfig;
import proxystore.relay.endpoint.RelayEndpoint;
import proxystore.relay.standalone.frames.AcceptBackoffStrategy;
import proxystore.relay.standalone.frames.AcceptLimit;
import proxystore.relay.standalone.frames.CloseScheduler;
import proxystore.relay.standalone.frames.FilterBypassStrategy;
import proxystore.relay.standalone.frames.WebSocketTracker;
import proxystore.relay.standalone.frames.WriteCoalescingSelectorHandler;
import proxystore.relay.standalone.process.LastResort;
import proxystore.relay.standalone.tls.ServerTls;
import proxystore.relay.web.PageThreads;
import proxystore.relay.web.Pages;

/**
 * Serves a relay without a servlet container: Tyrus on Grizzly's HTTP server. {@link org.glassfish.tyrus.server.Server} is
 * not used: it listens on all addresses, has no TLS, and accepts connections before its endpoint is deployed.
 *
 * <p>Each selector thread reads, handles and writes on its own, without worker threads. So the relay must never block one.
 */
public final class StandaloneServer implements AutoCloseable {
    /** Room in Tyrus's buffer for the header of the longest accepted frame (RFC 6455, section 5.2). */
    private static final int FRAME_OVERHEAD_BYTES = 64;

    /** File descriptors for checks of tokens by the identity provider, and for a log or certificate that is read meanwhile. */
    private static final int SPARE_DESCRIPTORS = 16;

    private final Relay relay;
    private final TyrusContainer container;
    private final WebSocketTracker sockets = new WebSocketTracker();
    private final CloseScheduler scheduler;
    private final PageThreads pageThreads = new PageThreads();
    private final int maxConnections;

    private final AcceptLimit accepting;
    private final AcceptBackoffStrategy strategy;
    private final ListeningSocket socket;
    private final HttpServer http = new HttpServer();
    private final NetworkListener listener;
    /** Empty if there is no port for administrators. */
    private final Optional<AdminServer> admin;

    /**
     * A server that does not listen yet.
     *
     * @param lastResort is called after an Error that a selector thread cannot recover from
     */
    public StandaloneServer(Relay relay, ListenConfig listen, Optional<ServerTls> tls, LastResort lastResort) {
        this.relay = relay;
        this.scheduler = new CloseScheduler(relay.config().heartbeat().pongTimeout());
        this.container = new TyrusContainer(relay.config().maxMessageBytes() + FRAME_OVERHEAD_BYTES);
        StandaloneConfig config = relay.config().standalone();
        this.socket = config.socket();
        this.listener = socket == ListeningSocket.INHERITED
                ? new NetworkListener("relay", /* isBindToInherited= */ true)
                : new NetworkListener("relay", listen.host(), listen.port());
        tls.ifPresent(engines -> TlsAddOn.secure(listener, engines));
        boolean direct = config.frames() == FramePath.DIRECT;
        this.maxConnections = AcceptLimit.maxConnections(FreeDescriptors.needed(selectors(config)) + SPARE_DESCRIPTORS);
        this.accepting = new AcceptLimit(maxConnections);
        this.strategy = tls.isEmpty() && direct
                ? new FilterBypassStrategy(lastResort, accepting)
                : new AcceptBackoffStrategy(lastResort, accepting);
        TCPNIOTransport transport = transport(config, strategy);
        transport.getConnectionMonitoringConfig().addProbes(accepting);
        SelectorThreads.watch(transport, "relay-selector", lastResort);
        listener.setTransport(transport);
        Pages pages = Pages.of(relay, tls.map(ServerTls::implementation).orElse("none"), pageThreads);
        Optional<Integer> adminPort = relay.config().admin().port();
        Pages here = adminPort.isPresent() ? pages.withoutAdministration() : pages;
        this.admin =
                adminPort.map(port -> new AdminServer(relay, port, pages.withoutEntrance(), scheduler, lastResort));
        listener.registerAddOn(new ListenerFilters(
                relay,
                scheduler,
                (silent, answers) -> new HandshakeFilter(relay, here, container, sockets, silent, scheduler, answers)));
        http.addListener(listener);
    }

    private static TCPNIOTransport transport(StandaloneConfig config, IOStrategy strategy) {
        int threads = selectors(config);
        boolean direct = config.frames() == FramePath.DIRECT;
        TCPNIOTransport transport = TCPNIOTransportBuilder.newInstance()
                .setIOStrategy(strategy)
                .setSelectorHandler(direct ? new WriteCoalescingSelectorHandler() : new DefaultSelectorHandler())
                .setSelectorRunnersCount(threads)
                .setSelectorThreadPoolConfig(ThreadPoolConfig.defaultConfig()
                        .setCorePoolSize(threads)
                        .setMaxPoolSize(threads))
                // The outbox bounds the pending bytes.
                .setMaxAsyncWriteQueueSizeInBytes(AsyncQueueWriter.UNLIMITED_SIZE)
                .build();
        if (config.socket() == ListeningSocket.INHERITED) {
            // systemd makes the socket blocking for all of its processes when it starts one: this thread may block in
            // accept.
            transport.setNIOChannelDistributor(new RoundRobinConnectionDistributor(
                    transport, /* useDedicatedAcceptor= */ true, /* isServerOnly= */ true));
        }
        transport.setChannelConfigurator(new SocketOptions(config.socket() == ListeningSocket.REUSE_PORT));
        return transport;
    }

    /** The number of selectors that {@link #start} opens: one more for an inherited socket, which only accepts. */
    static int selectors(StandaloneConfig config) {
        int serving = config.selectors() == 0 ? Runtime.getRuntime().availableProcessors() : config.selectors();
        return config.socket() == ListeningSocket.INHERITED ? serving + 1 : serving;
    }

    /**
     * Deploys the endpoint, then listens.
     *
     * @throws IOException if the relay cannot listen on the address
     */
    public void start() throws IOException {
        start(() -> {});
    }

    /**
     * As {@link #start()}.
     *
     * @param beforeListening called when everything but the listeners has started
     */
    void start(Runnable beforeListening) throws IOException {
        EarlyInitialisation.run();
        try {
            container.register(RelayEndpoint.class);
        } catch (DeploymentException e) {
            throw new IllegalStateException("The relay's endpoint cannot be deployed", e);
        }
        relay.start();
        relay.every(AcceptBackoffStrategy.PAUSE, strategy::resume);
        beforeListening.run();
        http.start();
        if (admin.isPresent()) {
            admin.get().start();
        }
    }

    /** Occupies the descriptors that the first connections shall get, until the listener is open. */
    LowDescriptors occupyLowDescriptors() {
        return new LowDescriptors(maxConnections);
    }

    /** The port of the listener: the configured one, or the one that the system chose for port 0. */
    public int port() {
        return listener.getPort();
    }

    /** The port for administrators; empty if there is none. */
    public Optional<Integer> adminPort() {
        return admin.map(AdminServer::port);
    }

    Relay relay() {
        return relay;
    }

    TCPNIOTransport transport() {
        return listener.getTransport();
    }

    /**
     * Leaves new clients to a successor: a load balancer or the listening socket brings them there. No connection is reset or
     * refused, except that without {@link ConnectionMigration} a socket with SO_REUSEPORT takes those with it that it has not
     * accepted. A socket of its own goes on accepting, because no successor has the port and the load balancer may still send
     * clients.
     */
    void leaveNewClients() {
        relay.becomeLameDuck();
        if (socket != ListeningSocket.OWN) {
            stopAccepting();
        }
    }

    private void stopAccepting() {
        if (socket == ListeningSocket.INHERITED) {
            strategy.stopAccepting();
        } else {
            listener.getTransport().unbindAll();
        }
    }

    /** Whether a TCP connection may become a client: one is open that is none yet, or the relay still accepts. */
    boolean mayGetClients() {
        return socket == ListeningSocket.OWN || accepting.open() > 0;
    }

    @Override
    public void close() {
        stop();
    }

    /**
     * Stops accepting, and closes all connections as {@link Relay#drain} does. An inherited socket stays open until the process
     * ends.
     */
    public Drained stop() {
        Drained drained = relay.drain(new Sockets());
        if (socket != ListeningSocket.INHERITED) {
            http.shutdownNow(); // closing an inherited socket would end standard output, and with it the log
        }
        admin.ifPresent(AdminServer::close);
        container.stop();
        scheduler.close();
        pageThreads.close();
        return drained;
    }

    /** The listener, and the sockets of the WebSockets, which end later than these. */
    private final class Sockets implements Acceptor {
        private final int cutsBefore = scheduler.cuts();

        @Override
        public void stopAccepting() {
            StandaloneServer.this.stopAccepting();
        }

        @Override
        public int awaitEnded(long deadlineNanos) {
            return sockets.awaitClosed(deadlineNanos) + scheduler.cuts() - cutsBefore;
        }
    }
}
