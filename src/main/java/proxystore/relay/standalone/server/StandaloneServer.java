package proxystore.relay.standalone.server;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.glassfish.grizzly.asyncqueue.AsyncQueueWriter;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.nio.DefaultSelectorHandler;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.glassfish.grizzly.ssl.SSLEngineConfigurator;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;
import proxystore.relay.Relay;
import proxystore.relay.config.FramePath;
import proxystore.relay.config.ListenConfig;
import proxystore.relay.config.StandaloneConfig;
import proxystore.relay.endpoint.RelayEndpoint;
import proxystore.relay.standalone.frames.AcceptBackoffStrategy;
import proxystore.relay.standalone.frames.FastPathWebSocketEngine;
import proxystore.relay.standalone.frames.FilterBypassStrategy;
import proxystore.relay.standalone.frames.WebSocketTracker;
import proxystore.relay.standalone.frames.WriteCoalescingSelectorHandler;
import proxystore.relay.standalone.process.LastResort;

/**
 * The relay without a servlet container: Tyrus on an HTTP server of Grizzly's. In place of
 * {@link org.glassfish.tyrus.server.Server}, which listens on all addresses, has no TLS, and accepts connections before
 * its endpoint is deployed.
 *
 * <p>Each of Grizzly's selector threads reads, handles and writes on its own, without handing over to a worker. That is
 * right only because nothing in the relay blocks.
 */
public final class StandaloneServer implements AutoCloseable {
    /** Room for the header of the longest frame that the limit lets pass (RFC 6455, section 5.2). */
    private static final int FRAME_OVERHEAD_BYTES = 64;

    private static final Logger LOGGER = System.getLogger(StandaloneServer.class.getName());

    private final Relay relay;
    private final Container container;
    private final WebSocketTracker sockets;
    private final AcceptBackoffStrategy accepting;
    private final HttpServer http = new HttpServer();
    private final NetworkListener listener;

    /**
     * A server that does not listen yet.
     *
     * @param lastResort for an Error after which a selector thread cannot go on
     */
    public StandaloneServer(Relay relay, ListenConfig listen, Optional<SSLContext> tls, LastResort lastResort) {
        this.relay = relay;
        this.sockets = new WebSocketTracker(relay.config().heartbeat().pongTimeout());
        this.container = new Container(relay.config().maxMessageBytes() + FRAME_OVERHEAD_BYTES);
        this.listener = new NetworkListener("relay", listen.host(), listen.port());
        tls.ifPresent(context -> {
            listener.setSecure(true);
            listener.setSSLEngineConfig(new SSLEngineConfigurator(context, false, false, false));
        });
        StandaloneConfig config = relay.config().standalone();
        boolean direct = config.frames() == FramePath.DIRECT;
        this.accepting =
                tls.isEmpty() && direct ? new FilterBypassStrategy(lastResort) : new AcceptBackoffStrategy(lastResort);
        TCPNIOTransport transport = transport(config, accepting);
        SelectorThreads.watch(transport, "relay-selector", lastResort);
        listener.setTransport(transport);
        // Of a connection that is not, or not yet, a WebSocket.
        listener.getKeepAlive()
                .setIdleTimeoutInSeconds(wholeSeconds(relay.config().heartbeat().pongTimeout()));
        listener.registerAddOn(new HandshakeFilter.AddOn(relay, container, sockets));
        http.addListener(listener);
        http.getServerConfiguration().addHttpHandler(new WelcomeHandler(relay.config()), "/");
    }

    private static TCPNIOTransport transport(StandaloneConfig config, AcceptBackoffStrategy accepting) {
        int threads = selectors(config);
        boolean direct = config.frames() == FramePath.DIRECT;
        return TCPNIOTransportBuilder.newInstance()
                .setIOStrategy(accepting)
                .setSelectorHandler(direct ? new WriteCoalescingSelectorHandler() : new DefaultSelectorHandler())
                .setSelectorRunnersCount(threads)
                .setSelectorThreadPoolConfig(ThreadPoolConfig.defaultConfig()
                        .setCorePoolSize(threads)
                        .setMaxPoolSize(threads))
                // Outbox and FastPathFrames bound what waits. Grizzly's own bound would only make Tyrus's writer hold
                // frames back, and forget them when the connection ends.
                .setMaxAsyncWriteQueueSizeInBytes(AsyncQueueWriter.UNLIMITED_SIZE)
                .setTcpNoDelay(true)
                .setReuseAddress(true)
                .build();
    }

    /** The number of selectors that {@link #start} opens. */
    static int selectors(StandaloneConfig config) {
        return config.selectors() == 0 ? Runtime.getRuntime().availableProcessors() : config.selectors();
    }

    private static int wholeSeconds(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.plusMillis(999).toSeconds());
    }

    /**
     * Deploys, then listens.
     *
     * @throws IOException if the address cannot be listened on
     */
    public void start() throws IOException {
        EarlyInitialisation.run();
        container.setDefaultMaxSessionIdleTimeout(-1); // 0 means "off" too, but costs a timer task per message
        try {
            container.register(RelayEndpoint.class);
        } catch (DeploymentException e) {
            throw new IllegalStateException("The relay's endpoint does not deploy", e);
        }
        relay.start();
        relay.every(AcceptBackoffStrategy.PAUSE, accepting::resume);
        http.start();
    }

    /** The port that is listened on; the configured one, or the one that the system chose for port 0. */
    public int port() {
        return listener.getPort();
    }

    /** Stops accepting, closes everybody with 1001, ends within the relay's shutdown timeout. */
    @Override
    public void close() {
        TCPNIOTransport transport = listener.getTransport();
        transport.unbindAll();
        long deadlineNanos =
                System.nanoTime() + relay.config().shutdownTimeout().toNanos();
        relay.close();
        int cut = sockets.awaitClosed(deadlineNanos);
        if (cut > 0) {
            LOGGER.log(Level.INFO, "Cut off " + cut + " connections whose clients did not answer the close in time");
        }
        http.shutdownNow();
        container.stop();
        sockets.close();
    }

    /** Tyrus without a server of its own. */
    private static final class Container extends TyrusServerContainer {
        private final WebSocketEngine engine;

        Container(int incomingBufferBytes) {
            super((Set<Class<?>>) null);
            engine = new FastPathWebSocketEngine(TyrusWebSocketEngine.builder(this)
                    .incomingBufferSize(incomingBufferBytes)
                    .build());
        }

        @Override
        public Map<String, Object> getProperties() {
            return Map.of();
        }

        @Override
        public WebSocketEngine getWebSocketEngine() {
            return engine;
        }

        @Override
        public void register(Class<?> endpointClass) throws DeploymentException {
            engine.register(endpointClass, "/");
        }

        @Override
        public void register(ServerEndpointConfig serverEndpointConfig) throws DeploymentException {
            engine.register(serverEndpointConfig, "/");
        }
    }
}
