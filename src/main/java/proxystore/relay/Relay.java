package proxystore.relay;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.cluster.ClusterNetwork;
import proxystore.relay.config.CurrentConfig;
import proxystore.relay.config.LoggingConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.ShutdownConfig;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.events.CountedEvents;
import proxystore.relay.events.RecentEvents;
import proxystore.relay.events.Refusal;
import proxystore.relay.events.RelayCounts;
import proxystore.relay.events.RelayEvents;
import proxystore.relay.limit.DescriptorLimit;
import proxystore.relay.log.LogOrigin;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.metrics.RelayMetrics;
import proxystore.relay.peer.AdmissionControl;
import proxystore.relay.peer.AdmissionRefusal;
import proxystore.relay.peer.ClientList;
import proxystore.relay.peer.ClientRegistry;
import proxystore.relay.peer.Connection;
import proxystore.relay.peer.ConnectionContext;
import proxystore.relay.peer.Heartbeat;
import proxystore.relay.peer.OutboxBudget;
import proxystore.relay.peer.ReceivedBudget;
import proxystore.relay.peer.RefusalLog;
import proxystore.relay.peer.Transport;
import proxystore.relay.peer.UndeliveredQueue;
import proxystore.relay.routing.PeerNetwork;
import proxystore.relay.routing.RelayServer;

/**
 * One relay: builds and owns everything that its connections share, in any container.
 *
 * <p>Its threads are {@code relay-heartbeat}; {@code relay-withdrawals} if tokens can be withdrawn; up to
 * {@value RelayThreads#BACKGROUND_THREADS} called {@code relay-background-…} for what may block in a container: pings, closes
 * and cuts; and {@code relay-returns-…}, which returns undelivered messages; in a cluster {@code relay-cluster} and those of
 * jnats. Everything else runs on the container's threads
 * and never blocks them.
 */
public final class Relay implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(Relay.class.getName());

    /** The longest time that undelivered messages wait once the system has a thread for them again. */
    private static final Duration UNDELIVERED_RETRY = Duration.ofSeconds(1);

    private final CurrentConfig config;
    /** Why this relay closes every connection at once; empty for a relay that serves. */
    private final Optional<CloseStatus> refusal;

    private final RefusalLog refusals = new RefusalLog(System::nanoTime);
    private final ClientRegistry registry;
    private final Authenticator authenticator;
    private final PeerNetwork network;
    /** The same, if there may be other nodes. */
    private final Optional<ClusterNetwork> cluster;

    private final RelayCounts counts = new RelayCounts();
    private final RecentEvents recent = new RecentEvents();
    private final CountedEvents events;
    private final RelayMetrics metrics;
    private final RelaySummary summary = new RelaySummary(this);
    private final OutboxBudget budget;
    private final ReceivedBudget received;
    private final RelayServer server;
    private final Heartbeat heartbeat;
    private final Optional<WithdrawalWatch> withdrawals;
    private final RelayThreads threads = new RelayThreads();
    /** The number of unfinished handshakes; changed by the container's threads. */
    private final AtomicInteger handshakes = new AtomicInteger();

    private final long createdNanos = System.nanoTime();
    /** Set once, by the thread that begins the lame-duck mode. */
    private volatile boolean lameDuck;
    /** Once it has begun, every new connection is closed at once. */
    private final StopOnce stop = new StopOnce();

    /**
     * A relay whose clients are authenticated as the configuration says.
     *
     * @throws InvalidSettingException if a file that the configuration names is invalid
     */
    public Relay(RelayConfig config) {
        this(config, Authenticators.of(config.auth()));
    }

    /**
     * A relay whose clients the authenticator checks; the relay closes it. It connects to the other nodes that the configuration
     * names.
     *
     * @throws InvalidSettingException if a file that the configuration names is invalid; then the authenticator is closed
     */
    public Relay(RelayConfig config, Authenticator authenticator) {
        this(config, authenticator, network(config, authenticator), RelayEvents.NONE);
    }

    private static PeerNetwork network(RelayConfig config, Authenticator authenticator) {
        try {
            return config.cluster().isOn() ? ClusterNetwork.of(config) : PeerNetwork.LOCAL_ONLY;
        } catch (InvalidSettingException e) {
            authenticator.close();
            throw e;
        }
    }

    /**
     * A node of a cluster, or a relay whose events are counted.
     *
     * @param authenticator checks the clients; the relay closes it
     * @param network the other nodes; the relay closes it
     * @param events receives what happens
     */
    public Relay(RelayConfig config, Authenticator authenticator, PeerNetwork network, RelayEvents events) {
        this(config, authenticator, network, events, Optional.empty());
    }

    /** A relay that cannot serve: it closes every connection with this status as soon as it is open. */
    public static Relay refusing(CloseStatus status) {
        return new Relay(
                RelayConfig.defaults(),
                Authenticator.NONE,
                PeerNetwork.LOCAL_ONLY,
                RelayEvents.NONE,
                Optional.of(status));
    }

    private Relay(
            RelayConfig initial,
            Authenticator authenticator,
            PeerNetwork network,
            RelayEvents receiver,
            Optional<CloseStatus> refusal) {
        this.config = new CurrentConfig(initial);
        this.refusal = refusal;
        this.authenticator = authenticator;
        this.network = network;
        this.cluster = network instanceof ClusterNetwork nodes ? Optional.of(nodes) : Optional.empty();
        this.events = new CountedEvents(counts, recent, receiver);
        this.registry = new ClientRegistry();
        this.heartbeat = new Heartbeat(registry, initial, System::nanoTime);
        this.budget = new OutboxBudget(initial.outbox());
        UndeliveredQueue undelivered = new UndeliveredQueue(threads.returning(), budget);
        heartbeat.every(UNDELIVERED_RETRY, undelivered::resume);
        AdmissionControl admission = new AdmissionControl(initial, DescriptorLimit.maxConnections(0), System::nanoTime);
        this.received = admission.received();
        config.onChange(admission::change);
        config.onChange(changed -> budget.change(changed.outbox()));
        ConnectionContext connections = new ConnectionContext(
                config, admission, budget, undelivered, events, threads.background(), System::nanoTime);
        this.metrics = new RelayMetrics(counts, registry, budget, cluster, RelayVersion::text);
        this.server = new RelayServer(registry, authenticator, network, connections);
        this.withdrawals = authenticator.withdrawals().map(source -> new WithdrawalWatch(source, server));
    }

    /** The configuration now. */
    public RelayConfig config() {
        return config.get();
    }

    /** The configuration now and the way to change it. */
    public CurrentConfig currentConfig() {
        return config;
    }

    /** Why this relay closes every connection at once; empty for a relay that serves. */
    public Optional<CloseStatus> refusal() {
        return refusal;
    }

    /** Whether this relay should get new clients. */
    public Readiness readiness() {
        if (stop.hasBegun()) {
            return Readiness.STOPPING;
        }
        if (lameDuck) {
            return Readiness.LAME_DUCK;
        }
        if (refusal.isPresent()) {
            return Readiness.MISCONFIGURED;
        }
        boolean alone = cluster.isPresent() && !cluster.get().isConnected();
        return alone && !config().cluster().readyWithout() ? Readiness.ALONE : Readiness.READY;
    }

    /**
     * Makes the relay unready, so that load balancers send new clients elsewhere. It serves its clients as before, and those
     * that come nevertheless. Idempotent.
     */
    public void becomeLameDuck() {
        lameDuck = true;
    }

    /** Whether a connection is open or a handshake is under way. */
    public boolean hasClients() {
        return !registry.connections().isEmpty() || handshakes.get() != 0;
    }

    /** The time since this relay was made. */
    public Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - createdNanos);
    }

    public RelayServer server() {
        return server;
    }

    /** The other nodes; empty for a relay of one node. */
    public Optional<ClusterNetwork> cluster() {
        return cluster;
    }

    public ClientRegistry registry() {
        return registry;
    }

    /** Receives what happens in this relay. */
    public RelayEvents events() {
        return events;
    }

    /** What has happened in this relay, counted. */
    public RelayCounts counts() {
        return counts;
    }

    /** The last events about clients. */
    public RecentEvents recentEvents() {
        return recent;
    }

    /** The memory of messages that wait to be sent or returned. */
    public OutboxBudget outboxBudget() {
        return budget;
    }

    /** The memory of messages that have arrived and wait to be processed. */
    public ReceivedBudget receivedBudget() {
        return received;
    }

    /** The state of this relay on one page. */
    public RelaySummary summary() {
        return summary;
    }

    /** The counts and the state of this relay for monitoring systems. */
    public RelayMetrics metrics() {
        return metrics;
    }

    /**
     * Counts a refused handshake or request, and logs it as {@link RefusalLog#log} does.
     *
     * @param address the client's, for logs
     */
    public void refused(Logger logger, Refusal kind, String address, Supplier<String> text) {
        events.refused(kind, address);
        refusals.log(logger, kind, address, text);
    }

    /** Starts the heartbeat; connections may be opened before and after. */
    public void start() {
        heartbeat.start();
        withdrawals.ifPresent(WithdrawalWatch::start);
        heartbeat.every(Duration.ofMinutes(1), () -> refusals.logLeftOut(LOGGER));
        heartbeat.every(Duration.ofSeconds(5), server::expireOffers);
        LoggingConfig logging = config().logging();
        logging.currentClientInterval()
                .ifPresent(interval -> heartbeat.every(
                        interval,
                        new ClientList(
                                registry, events, () -> config().logging().currentClientLimit())));
    }

    /** Runs a task on the heartbeat's thread at this interval; it must not block. */
    public void every(Duration interval, Runnable task) {
        heartbeat.every(interval, task);
    }

    /** A handshake begins. If the relay stops meanwhile, it waits for the handshake and closes its connection with 1001. */
    public void handshakeBegins() {
        handshakes.incrementAndGet();
    }

    /** A handshake that began has ended, with or without a connection. */
    public void handshakeEnds() {
        handshakes.decrementAndGet();
    }

    /** Opens a connection. It is refused while the relay stops, or past a limit of {@link AdmissionControl}. */
    public Connection open(Transport transport, Credentials credentials) {
        Connection connection = server.open(transport, credentials);
        if (stop.hasBegun()) {
            refuse(connection, CloseStatus.RELAY_STOPS, Refusal.STOPPING);
            transport.close(CloseStatus.RELAY_STOPS); // on this thread: nothing was sent that it would wait for
        } else if (refusal.isPresent()) {
            refuse(connection, refusal.get(), Refusal.MISCONFIGURED);
            transport.close(refusal.get());
        } else {
            connection.admission().refusal().ifPresent(notAdmitted -> refuse(connection, transport, notAdmitted));
        }
        return connection;
    }

    private void refuse(Connection connection, Transport transport, AdmissionRefusal refusal) {
        refusals.log(
                LOGGER,
                refusal.reason(),
                transport.remoteAddress(),
                () -> "Refused " + transport.remoteAddress() + ": " + refusal.why());
        refuse(connection, refusal.status(), refusal.reason());
        transport.refuse(refusal.status(), config().address().closeTimeout());
    }

    private void refuse(Connection connection, CloseStatus status, Refusal reason) {
        events.refused(reason, connection);
        connection.closed(status.code(), status.reason());
    }

    /** As {@link #drain} with {@link Acceptor#CONTAINER}: the container must have stopped accepting before, if it can. */
    @Override
    public void close() {
        drain(Acceptor.CONTAINER);
    }

    /**
     * Stops: makes the relay unready, stops accepting, closes every connection with 1001 over the time of
     * {@link ShutdownConfig#drain}, and waits until they are gone, at most {@link ShutdownConfig#timeout}. Then it abandons the
     * rest, whose sockets the acceptor ends. Idempotent: a second caller waits for the first.
     */
    public Drained drain(Acceptor acceptor) {
        return stop.run(() -> {
            acceptor.stopAccepting();
            Drained drained = stop(acceptor);
            LOGGER.log(Level.INFO, LogOrigin.name("Stopped: " + drained));
            return drained;
        });
    }

    private Drained stop(Acceptor acceptor) {
        Drain drain = new Drain(registry, config().shutdown());
        LOGGER.log(Level.INFO, LogOrigin.name("Stopping: " + drain));
        drain.close();
        heartbeat.close();
        threads.closeBackground();
        drain.awaitEnd(threads, () -> handshakes.get() == 0);
        Drained result = drain.result(acceptor.awaitEnded(drain.deadlineNanos()));
        registry.connections().forEach(connection -> connection.abandoned("the relay has stopped"));
        release();
        return result;
    }

    /**
     * Stops the relay's threads and leaves its connections to the container, which ends them with its listeners. For a
     * container that stops: a client that the relay closed would reconnect at once, and a container that still accepts
     * connections would answer with an HTTP error, at which ProxyStore's endpoints end. Idempotent, as {@link #close} is.
     */
    public void leave() {
        stop.run(() -> {
            LOGGER.log(
                    Level.INFO,
                    LogOrigin.name("Stopping: the container ends "
                            + registry.connections().size() + " connections"));
            heartbeat.close();
            release();
            return new Drained(0, 0);
        });
    }

    private void release() {
        withdrawals.ifPresent(WithdrawalWatch::close);
        threads.close();
        authenticator.close();
        network.close();
    }
}
