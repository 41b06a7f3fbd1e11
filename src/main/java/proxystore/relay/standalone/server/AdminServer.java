package proxystore.relay.standalone.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import proxystore.relay.Relay;
import proxystore.relay.config.AdminConfig;
import proxystore.relay.endpoint.HandshakeContext;
import proxystore.relay.standalone.frames.AcceptBackoffStrategy;
import proxystore.relay.standalone.frames.AcceptLimit;
import proxystore.relay.standalone.frames.CloseScheduler;
import proxystore.relay.standalone.process.LastResort;
import proxystore.relay.web.Pages;

/** The port for administrators, with a selector thread of its own: pages without TLS, and no WebSockets. */
final class AdminServer implements AutoCloseable {
    /** The largest number of TCP connections; further ones wait in the system's backlog. */
    static final int MAX_CONNECTIONS = 64;

    private static final Logger LOGGER = System.getLogger(AdminServer.class.getName());

    private final Relay relay;
    private final AcceptBackoffStrategy strategy;
    private final HttpServer http = new HttpServer();
    private final NetworkListener listener;

    /**
     * A server that does not listen yet.
     *
     * @param port TCP port, 0 for any free one
     */
    AdminServer(Relay relay, int port, Pages pages, CloseScheduler scheduler, LastResort lastResort) {
        AdminConfig config = relay.config().admin();
        this.relay = relay;
        AcceptLimit accepting = new AcceptLimit(MAX_CONNECTIONS);
        this.strategy = new AcceptBackoffStrategy(lastResort, accepting);
        TCPNIOTransport transport = TCPNIOTransportBuilder.newInstance()
                .setIOStrategy(strategy)
                .setSelectorRunnersCount(1)
                .setSelectorThreadPoolConfig(
                        ThreadPoolConfig.defaultConfig().setCorePoolSize(1).setMaxPoolSize(1))
                .setReuseAddress(true)
                .build();
        transport.getConnectionMonitoringConfig().addProbes(accepting);
        SelectorThreads.watch(transport, "relay-admin", lastResort);
        this.listener = new NetworkListener("relay-admin", config.host(), port);
        listener.setTransport(transport);
        listener.registerAddOn(
                new ListenerFilters(relay, scheduler, (silent, answers) -> new PageFilter(pages, answers)));
        http.addListener(listener);
    }

    /**
     * Listens.
     *
     * @throws IOException if the address cannot be listened on; its message names the setting
     */
    void start() throws IOException {
        relay.every(AcceptBackoffStrategy.PAUSE, strategy::resume);
        try {
            http.start();
        } catch (IOException e) {
            throw new IOException("admin.port " + listener.getPort() + ": " + e.getMessage(), e);
        }
        LOGGER.log(
                Level.INFO,
                "Serving the pages for administrators on http://"
                        + HandshakeContext.address(listener.getHost(), listener.getPort()) + "/");
    }

    /** The port of the listener. */
    int port() {
        return listener.getPort();
    }

    /** Ends all connections. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
