package proxystore.relay.standalone.server;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import proxystore.relay.Authenticators;
import proxystore.relay.Relay;
import proxystore.relay.StartLog;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.config.AuthConfig;
import proxystore.relay.config.AuthMethod;
import proxystore.relay.config.ConfigException;
import proxystore.relay.config.ListenConfig;
import proxystore.relay.config.ListeningSocket;
import proxystore.relay.config.LoadedConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.endpoint.HandshakeContext;
import proxystore.relay.standalone.log.StandaloneLog;
import proxystore.relay.standalone.process.CollectionWatch;
import proxystore.relay.standalone.process.LastResort;
import proxystore.relay.standalone.process.ProcessEnd;
import proxystore.relay.standalone.process.RepeatedSignal;
import proxystore.relay.standalone.process.RequestSignal;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.process.SystemdNotification;
import proxystore.relay.standalone.tls.CertificateWatch;

/** Owns one standalone relay from its start to its end: the log, the relay and its server. */
public final class RunningRelay implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RunningRelay.class.getName());

    /** Exit code of a relay that was stopped and had to cut connections. */
    static final int CLIENTS_CUT = 4;

    /** The JDK sends a proxy no password for a TLS connection to a provider unless this is empty. */
    private static final String TUNNELING_DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    /** The time that a start waits for the first attempt to reach the other nodes, so that the first clients do. */
    private static final Duration CLUSTER_PATIENCE = Duration.ofSeconds(1);

    private final StandaloneLog log;
    private final StandaloneServer server;
    /** Empty if the relay listens without TLS. */
    private final Optional<CertificateWatch> certificate;

    private final LameDuck lameDuck;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    /** Whether connections were cut because their clients did not answer the close in time; set by the closing thread. */
    private volatile boolean clientsCut;

    private RunningRelay(StandaloneLog log, StandaloneServer server, Optional<CertificateWatch> certificate) {
        this.log = log;
        this.server = server;
        this.certificate = certificate;
        this.lameDuck = new LameDuck(server, System::nanoTime);
    }

    /**
     * Runs a relay until SIGINT or SIGTERM. A second signal does not wait for clients. SIGHUP loads the configuration again,
     * SIGUSR1 logs a summary, and SIGURG begins the {@link LameDuck} mode.
     *
     * @throws ConfigException if the configuration has a mistake
     * @throws StartFailure as {@link #start} does
     */
    public static void run(ConfigSource source, PrintStream out)
            throws ConfigException, StartFailure, InterruptedException {
        RequestSignal hangUp = RequestSignal.caught("HUP");
        RequestSignal user1 = RequestSignal.caught("USR1");
        RequestSignal urgent = RequestSignal.caught("URG");
        LoadedConfig loaded = source.load();
        ProcessEnd processEnd = ProcessEnd.prepared();
        RunningRelay running = start(loaded, out, processEnd);
        processEnd.watchThreads();
        hangUp.answerWith(running.reload(source, loaded)::request);
        user1.answerWith(running::logSummary);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> running.end(processEnd), "relay-shutdown"));
        urgent.answerWith(running.lameDuck::begin);
        SystemdNotification.ready();
        running.lameDuck.awaitEnd();
        Runtime.getRuntime().exit(0); // runs the shutdown hook, which decides on the exit code
    }

    /**
     * Closes the relay and ends the process with 0, since the JVM's own exit code would name the signal as a failure, or with
     * {@value #CLIENTS_CUT}. A further signal ends the process at once.
     */
    private void end(ProcessEnd processEnd) {
        RepeatedSignal.onArrival((signal, exitCode) ->
                processEnd.atOnce(signal + " while stopping: the process ends at once", exitCode));
        close();
        Runtime.getRuntime().halt(clientsCut ? CLIENTS_CUT : 0);
    }

    /**
     * Starts a relay and reports its address.
     *
     * @param out receives the log's lines, and the relay's address if the log's level is above INFO
     * @param lastResort is called after an Error that the relay cannot recover from
     * @throws StartFailure if something that the relay needs is wrong or refused; then no part of it keeps running
     */
    public static RunningRelay start(LoadedConfig loaded, PrintStream out, LastResort lastResort) throws StartFailure {
        RelayConfig config = loaded.config();
        FreeDescriptors.require(StandaloneServer.selectors(config.standalone()));
        ListenConfig listen = InheritedSocket.address(config);
        Optional<CertificateWatch> certificate =
                CertificateWatch.open(listen, config.standalone().tls());
        InetAddress host = resolve(listen.host());
        Authenticator authenticator = authenticator(config.auth());
        StandaloneLog log = openLog(config, out, lastResort, authenticator);
        Relay relay = relay(config, authenticator, log);
        relay.metrics().countDroppedLines(log::lost);
        relay.summary()
                .add(() -> "Log lines left out: " + relay.counts().linesLeftOut() + ", not written: " + log.lost());
        certificate.ifPresent(watch -> relay.summary().add(watch::describe));
        Optional<StandaloneServer> made = Optional.empty();
        boolean started = false;
        try {
            StandaloneServer server =
                    new StandaloneServer(relay, listen, certificate.map(CertificateWatch::tls), lastResort);
            made = Optional.of(server);
            try (LowDescriptors forConnections = server.occupyLowDescriptors()) {
                relay.cluster().ifPresent(cluster -> cluster.awaitAttempt(CLUSTER_PATIENCE));
                server.start(forConnections::await);
            }
            relay.every(CollectionWatch.INTERVAL, new CollectionWatch(lastResort)::check);
            started = true;
        } catch (IOException e) {
            throw StartFailure.cannotRun(
                    "cannot listen on " + HandshakeContext.address(listen.host(), listen.port()), e);
        } finally {
            if (!started) {
                // Closed first: standard error shows the reason in one line, and a relay that never ran logs no end.
                log.close();
                made.ifPresentOrElse(StandaloneServer::close, relay::close);
                certificate.ifPresent(CertificateWatch::close);
            }
        }
        RunningRelay running = new RunningRelay(log, made.orElseThrow(), certificate);
        relay.every(LameDuck.CHECK_INTERVAL, running.lameDuck::check);
        running.announce(loaded, listen, host, out);
        return running;
    }

    /** Logs what runs and where it listens, and begins to watch the certificate. */
    private void announce(LoadedConfig loaded, ListenConfig listen, InetAddress host, PrintStream out) {
        StartLog.write(loaded);
        certificate.ifPresent(CertificateWatch::start);
        announce("Serving relay server on " + address(listen, port()), out);
        announce("Use ctrl-C to stop", out);
        if (loaded.config().standalone().socket() == ListeningSocket.REUSE_PORT) {
            ConnectionMigration.warnUnlessOn();
        }
        if (!host.isLoopbackAddress()) {
            StartLog.writeIfOpen(
                    loaded.config(), Level.WARNING, listen.certfile().isPresent() ? "" : ", in plain text");
        }
    }

    /** Makes the relay; if that fails, closes its authenticator and the log. */
    private static Relay relay(RelayConfig config, Authenticator authenticator, StandaloneLog log) throws StartFailure {
        try {
            return new Relay(config, authenticator);
        } catch (InvalidSettingException e) {
            log.close();
            throw new StartFailure(StartFailure.BAD_CONFIGURATION, String.valueOf(e.getMessage()));
        }
    }

    /** Opens the log; if that fails, closes the authenticator. */
    static StandaloneLog openLog(
            RelayConfig config, PrintStream out, LastResort lastResort, Authenticator authenticator)
            throws StartFailure {
        try {
            return StandaloneLog.open(config.logging(), config.standalone(), out, lastResort);
        } catch (StartFailure e) {
            authenticator.close();
            throw e;
        }
    }

    /** Makes the authenticator, which the caller closes. */
    public static Authenticator authenticator(AuthConfig auth) throws StartFailure {
        if (auth.method() == AuthMethod.CONTAINER) {
            throw new StartFailure(
                    StartFailure.BAD_CONFIGURATION,
                    "auth.method: \"container\" is for the WAR; the standalone relay has no servlet container");
        }
        if (auth.provider().proxy().isPresent() && System.getProperty(TUNNELING_DISABLED_SCHEMES) == null) {
            System.setProperty(TUNNELING_DISABLED_SCHEMES, ""); // this JVM is the relay's alone
        }
        try {
            return Authenticators.of(auth);
        } catch (InvalidSettingException e) {
            throw new StartFailure(StartFailure.BAD_CONFIGURATION, String.valueOf(e.getMessage()));
        }
    }

    private void logSummary() {
        server.relay().summary().log(LOG);
    }

    /** Loads the configuration of this relay again, on request. */
    Reload reload(ConfigSource source, LoadedConfig loaded) {
        return new Reload(source, loaded, server.relay(), log, certificate);
    }

    /** The port that the server listens on. */
    public int port() {
        return server.port();
    }

    /**
     * Stops accepting, closes every connection with 1001 and writes the log's last lines. A second call waits for the end of
     * the first.
     */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            try {
                clientsCut = server.stop().cut() > 0;
                certificate.ifPresent(CertificateWatch::close);
                LOG.log(Level.INFO, "Server closed");
            } finally {
                log.close();
                ended.countDown();
            }
        } else {
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * The address of a host to listen on.
     *
     * @throws StartFailure if the host has none
     */
    static InetAddress resolve(String host) throws StartFailure {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new StartFailure(StartFailure.CANNOT_RUN, "cannot listen on host " + host + ": unknown host");
        }
    }

    private static void announce(String text, PrintStream out) {
        if (LOG.isLoggable(Level.INFO)) {
            LOG.log(Level.INFO, text);
        } else {
            out.println(text);
        }
    }

    private static String address(ListenConfig listen, int port) {
        String scheme = listen.certfile().isPresent() ? "wss://" : "ws://";
        String address = scheme + HandshakeContext.address(listen.host(), port);
        boolean everyInterface =
                listen.host().equals("0.0.0.0") || listen.host().equals("::");
        return HandshakeContext.address(listen.host(), port) + " (" + address
                + (everyInterface ? ", every interface; from this machine " + scheme + "localhost:" + port : "") + ")";
    }
}
