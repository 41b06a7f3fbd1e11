package proxystore.relay.standalone.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import proxystore.relay.bench.Bench;
import proxystore.relay.bench.BenchException;
import proxystore.relay.bench.BenchGeneration;
import proxystore.relay.bench.BenchPlan;
import proxystore.relay.bench.Mode;
import proxystore.relay.bench.Report;
import proxystore.relay.bench.Target;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.tls.TrustedCertificates;

/** {@code relay bench}: puts load on a relay, local or remote, as its clients would. */
@Command(
        name = "bench",
        description = {
            "Puts load on the relay at URL; reports its speed and any lost message.",
            "Use it only on your own relay: it sends as much traffic as the relay can take.",
            ""
        },
        footer = {
            "",
            "Modes:",
            "  throughput  each client keeps 4 messages to its partner in flight",
            "  rate        messages at a given rate, whether or not earlier ones have",
            "              arrived; latency counts from the time at which a message was due",
            "  signal      whole sessions: two clients connect, register, exchange offer",
            "              and answer, and close; --pairs sessions at a time",
            "  connect     opens --connections within --duration and keeps them open until",
            "              its end; then up to 100 pairs of them exchange messages",
            "",
            "Exit code: 0 without errors; 1 if a message was lost, returned, altered or out",
            "of order, if a connection failed or was closed, or if no relay answered; 2 for",
            "a mistake in the options. Ctrl-C ends the bench and prints the figures so far.",
            "",
            "The JDK's options set a proxy: java -Dhttps.proxyHost=HOST -Dhttps.proxyPort=N",
            "One client address has about 28,000 ports to one relay (see",
            "net.ipv4.ip_local_port_range); each connection takes a file descriptor",
            "(ulimit -n) and some 50 kB of memory (java -Xmx...), more with TLS."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        abbreviateSynopsis = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class BenchCommand implements Callable<Integer> {
    /** The environment variable with the token. Every user of the machine could see a token in an option. */
    static final String TOKEN_VARIABLE = "RELAY_BENCH_TOKEN";

    private static final int UNSOUND = 1;
    /** The longest time that ctrl-C waits for the figures; an interrupted bench takes less. */
    private static final int LAST_FIGURES_SECONDS = 15;

    /** Set by picocli before {@link #call()}. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Set by picocli before {@link #call()}. */
    @Parameters(paramLabel = "URL", description = "The relay: ws://host:port/ or wss://host:port/")
    @SuppressWarnings("NullAway.Init")
    private String url;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "throughput",
            description = "throughput, rate, signal or connect; see below (default: ${DEFAULT-VALUE}).")
    private String mode = "";

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "8",
            description = "Pairs of clients, or concurrent sessions, 1 to 10000 (default: ${DEFAULT-VALUE}).")
    private int pairs;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "500",
            description = "Messages a second over all pairs, 0.1 to 1000000 (default: ${DEFAULT-VALUE}); mode rate.")
    private double rate;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "2500",
            description = "Length of each session description, 160 to 4000000 (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Connections to open and keep open, 2 to 100000 (default: ${DEFAULT-VALUE}); mode connect.")
    private int connections;

    @Option(
            names = "--duration",
            paramLabel = "S",
            defaultValue = "10",
            description = "Seconds of measured load, 0.1 to 3600 (default: ${DEFAULT-VALUE}).")
    private double duration;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            defaultValue = "2",
            description = "Seconds of load before the measurement, 0 to 3600 (default: ${DEFAULT-VALUE}).")
    private double warmup;

    @Option(
            names = "--protocol",
            paramLabel = "VERSION",
            defaultValue = "1.0",
            description = "The protocol of the clients: 0.5, 1.0 or mixed (default: ${DEFAULT-VALUE}).")
    private String protocol = "";

    @Option(
            names = "--token-file",
            paramLabel = "PATH",
            description = "A file with the bearer token for the handshakes; $" + TOKEN_VARIABLE + " can hold it too.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--trust",
            paramLabel = "PEM",
            description = "A file of certificates to trust, instead of the public authorities.")
    private @Nullable Path trust;

    @Option(names = "--insecure", description = "Accepts any certificate of the relay.")
    private boolean insecure;

    @Option(names = "--json", description = "Prints the figures as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws StartFailure, InterruptedException {
        BenchPlan plan;
        Target target;
        try {
            plan = new BenchPlan(
                    typed("--mode", Mode::of, mode),
                    typed("--protocol", BenchGeneration::of, protocol),
                    pairs,
                    rate,
                    size,
                    connections,
                    BenchPlan.seconds("--warmup", warmup, 0),
                    BenchPlan.seconds("--duration", duration, BenchPlan.MIN_SECONDS));
            URI relay = Target.url(url);
            target = new Target(relay, ClientFiles.token(tokenFile, TOKEN_VARIABLE), trust(relay));
        } catch (IllegalArgumentException e) {
            throw new StartFailure(StartFailure.BAD_CONFIGURATION, String.valueOf(e.getMessage()));
        }
        return run(plan, target);
    }

    private static <T> T typed(String option, Function<String, T> reader, String text) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    private int run(BenchPlan plan, Target target) throws StartFailure, InterruptedException {
        CountDownLatch interruption = new CountDownLatch(1);
        CountDownLatch printed = new CountDownLatch(1);
        Thread hook = new Thread(() -> awaitFigures(interruption, printed), "relay-bench-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Report report = Bench.run(plan, target, spec.commandLine().getErr(), interruption);
            spec.commandLine().getOut().print(json ? report.json() + System.lineSeparator() : report.table());
            spec.commandLine().getOut().flush();
            return report.sound() ? 0 : UNSOUND;
        } catch (BenchException e) {
            throw new StartFailure(StartFailure.CANNOT_RUN, target.url() + ": " + e.getMessage());
        } finally {
            printed.countDown();
        }
    }

    private static void awaitFigures(CountDownLatch interruption, CountDownLatch printed) {
        interruption.countDown();
        try {
            var unused = printed.await(LAST_FIGURES_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<SSLContext> trust(URI relay) throws StartFailure {
        ClientFiles.checkTrust(trust, insecure, relay);
        if (trust != null) {
            return Optional.of(TrustedCertificates.of(ClientFiles.trusted(trust)));
        }
        return insecure ? Optional.of(TrustedCertificates.all()) : Optional.empty();
    }
}
