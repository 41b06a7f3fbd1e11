package proxystore.relay;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.concurrent.NamedThreads;
import proxystore.relay.config.LoggingConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.log.LogText;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.peer.AddressLimit;
import proxystore.relay.peer.ClientList;
import proxystore.relay.peer.ClientRegistry;
import proxystore.relay.peer.Connection;
import proxystore.relay.peer.ConnectionContext;
import proxystore.relay.peer.Heartbeat;
import proxystore.relay.peer.OutboxBudget;
import proxystore.relay.peer.RefusalLog;
import proxystore.relay.peer.Transport;
import proxystore.relay.peer.UndeliveredQueue;
import proxystore.relay.routing.RelayServer;

/**
 * One relay: builds and owns everything that its connections share, whatever container they come from.
 *
 * <p>Threads of its own: {@code relay-heartbeat}, and up to {@value #BACKGROUND_THREADS} called
 * {@code relay-background-…} for what may block in a container: pings, closes and cuts; {@code relay-returns-…} brings
 * undelivered messages back. Everything else runs on the container's threads and never blocks them.
 */
public final class Relay implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(Relay.class.getName());
    /** Several, because a container may hold one up for seconds over a peer that takes no close frame. */
    private static final int BACKGROUND_THREADS = 8;

    private static final long IDLE_THREAD_SECONDS = 10;

    private final RelayConfig config;
    /** Why this relay closes every connection at once; empty for a relay that serves. */
    private final Optional<CloseStatus> refusal;

    private final RefusalLog refusals = new RefusalLog(System::nanoTime);
    private final ClientRegistry registry;
    private final Authenticator authenticator;
    private final RelayServer server;
    private final Heartbeat heartbeat;
    private final ThreadPoolExecutor background;
    private final ThreadPoolExecutor returning;
    private final ConnectionContext context;
    /** Handshakes under way; counted up and down by the container's threads. */
    private final AtomicInteger handshakes = new AtomicInteger();
    /** Set by the closing thread: from then on nobody is let in. */
    private final AtomicBoolean stopping = new AtomicBoolean();
    /** Counted down by the closing thread when it is done. */
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * A relay whose clients are authenticated as the configuration says.
     *
     * @throws InvalidSettingException if a file that the configuration names is not in order
     */
    public Relay(RelayConfig config) {
        this(config, Authenticators.of(config.auth()));
    }

    /** A relay whose clients this authenticates; the relay closes it. */
    public Relay(RelayConfig config, Authenticator authenticator) {
        this(config, authenticator, Level.INFO, Optional.empty());
    }

    /**
     * A relay that shares its log with a container. The lines about forwarded messages are DEBUG: Tomcat writes each twice,
     * once while the message waits, and takes half as long for that as for forwarding the message.
     *
     * @throws InvalidSettingException as in {@link #Relay(RelayConfig)}
     */
    public static Relay inContainer(RelayConfig config) {
        return new Relay(config, Authenticators.of(config.auth()), Level.DEBUG, Optional.empty());
    }

    /** A relay that cannot serve: it closes every connection with this status as soon as it is open. */
    public static Relay refusing(CloseStatus status) {
        return new Relay(RelayConfig.defaults(), Authenticator.NONE, Level.DEBUG, Optional.of(status));
    }

    private Relay(
            RelayConfig config, Authenticator authenticator, Level forwardedLevel, Optional<CloseStatus> refusal) {
        this.config = config;
        this.refusal = refusal;
        this.authenticator = authenticator;
        this.registry = new ClientRegistry(new AddressLimit(config.address().maxConnections()));
        this.server = new RelayServer(registry, authenticator, config, Clock.systemUTC(), forwardedLevel);
        this.heartbeat = new Heartbeat(registry, config, System::nanoTime);
        this.background = executor(BACKGROUND_THREADS, "relay-background-");
        this.returning = executor(1, "relay-returns-");
        OutboxBudget budget = new OutboxBudget(config.outbox());
        this.context = new ConnectionContext(
                registry,
                new UndeliveredQueue(server, returning, budget),
                config,
                budget,
                background,
                System::nanoTime);
    }

    public RelayConfig config() {
        return config;
    }

    /** Why this relay closes every connection at once; empty for a relay that serves. */
    public Optional<CloseStatus> refusal() {
        return refusal;
    }

    public RelayServer server() {
        return server;
    }

    public ClientRegistry registry() {
        return registry;
    }

    /** Where refused connections are logged. */
    public RefusalLog refusals() {
        return refusals;
    }

    /** Starts looking after time; connections may be opened before and after. */
    public void start() {
        heartbeat.start();
        LoggingConfig logging = config.logging();
        logging.currentClientInterval()
                .ifPresent(
                        interval -> heartbeat.every(interval, new ClientList(registry, logging.currentClientLimit())));
    }

    /** Has the heartbeat's thread do something else as well, once in the interval; it must not block. */
    public void every(Duration interval, Runnable task) {
        heartbeat.every(interval, task);
    }

    /** A handshake begins: whoever has been told that it succeeded is told 1001 too if the relay stops meanwhile. */
    public void handshakeBegins() {
        handshakes.incrementAndGet();
    }

    /** A handshake that began has ended, in whatever way. */
    public void handshakeEnds() {
        handshakes.decrementAndGet();
    }

    /** Takes a new WebSocket in. While the relay stops it is closed at once, and so is one too many of its address. */
    public Connection open(Transport transport, Credentials credentials) {
        Connection connection = Connection.open(transport, credentials, server.initialGeneration(), context);
        if (stopping.get()) {
            connection.closed("the relay stops");
            transport.close(CloseStatus.RELAY_STOPS); // nothing was sent yet, and so a close waits for nothing
        } else if (refusal.isPresent()) {
            connection.closed("the relay cannot serve");
            transport.close(refusal.get());
        } else if (!connection.isAdmitted()) {
            refusals.log(
                    LOGGER,
                    transport.remoteAddress(),
                    () -> "Refused " + transport.remoteAddress() + ": its address has "
                            + config.address().maxConnections() + " connections (address.max_connections)");
            connection.closed("its address has too many");
            transport.refuse(CloseStatus.TOO_MANY_CONNECTIONS, config.address().closeTimeout());
        }
        return connection;
    }

    /**
     * Closes every connection with 1001 and waits until they are gone, at most {@link RelayConfig#shutdownTimeout};
     * then lets go of the rest, whose sockets the container ends with itself. Whoever accepts connections stops that
     * first. Idempotent: a second caller waits for the first.
     */
    @Override
    public void close() {
        if (stopping.getAndSet(true)) {
            awaitStopped();
            return;
        }
        try {
            stop();
        } finally {
            stopped.countDown();
        }
    }

    private void awaitStopped() {
        try {
            stopped.await(); // bounded: whoever stops takes no longer than the shutdown timeout
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() {
        long deadline = System.nanoTime() + config.shutdownTimeout().toNanos();
        List<Connection> open = new ArrayList<>(registry.connections());
        LOGGER.log(
                Level.INFO,
                "Stopping: closing " + open.size() + " connections, waiting up to "
                        + LogText.of(config.shutdownTimeout()));
        open.forEach(connection -> connection.close(CloseStatus.RELAY_STOPS));
        heartbeat.close();
        background.shutdown();
        boolean closed = awaitClosed(deadline);
        int cut = registry.connections().size();
        registry.connections().forEach(connection -> connection.abandoned("the relay has stopped"));
        release();
        if (!closed) {
            LOGGER.log(Level.INFO, "Cut off " + cut + " connections that did not close in time");
        }
    }

    /**
     * Stops the relay's threads and leaves its connections to the container, which ends them with its listeners. For a
     * container that stops: a client that the relay closed would reconnect at once, and a container that still accepts
     * connections would answer with an HTTP error, at which ProxyStore's endpoints end. Idempotent, as {@link #close} is.
     */
    public void leave() {
        if (stopping.getAndSet(true)) {
            awaitStopped();
            return;
        }
        LOGGER.log(
                Level.INFO,
                "Stopping: the container ends " + registry.connections().size() + " connections");
        try {
            heartbeat.close();
            release();
        } finally {
            stopped.countDown();
        }
    }

    private void release() {
        background.shutdownNow();
        returning.shutdownNow();
        authenticator.close();
    }

    private boolean awaitClosed(long deadline) {
        try {
            boolean sent = background.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            while (sent && !isQuiet() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return isQuiet();
    }

    private boolean isQuiet() {
        return handshakes.get() == 0 && registry.connections().isEmpty();
    }

    private static ThreadPoolExecutor executor(int threads, String prefix) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new NamedThreads(prefix));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
