package proxystore.relay.standalone.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
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
import proxystore.relay.config.Secret;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.tls.Latin1File;
import proxystore.relay.standalone.tls.PemFile;
import proxystore.relay.standalone.tls.TrustedCertificates;

/** {@code relay bench}: loads a relay, this one or another, as its clients would. */
@Command(
        name = "bench",
        description = {
            "Loads the relay at URL and tells how fast it is and whether it loses anything.",
            "Only load what is yours: this is as much traffic as the relay takes.",
            ""
        },
        footer = {
            "",
            "Modes:",
            "  throughput  each client keeps 4 messages to its partner in flight",
            "  rate        messages at a given rate, whether or not earlier ones have come;",
            "              latency counts from the time at which a message was due",
            "  signal      whole sessions: two clients connect, register, exchange offer",
            "              and answer, and close; --pairs of them at a time",
            "  connect     opens --connections within --duration and holds them until it",
            "              is over; then up to 100 pairs of them exchange messages",
            "",
            "Exit code: 0 if all went well; 1 if a message was lost, returned, altered or",
            "out of order, a connection failed or was closed, or there was no relay; 2 for",
            "a mistake in the options. Ctrl-C ends the bench with the figures so far.",
            "",
            "Proxies are the JDK's: java -Dhttps.proxyHost=HOST -Dhttps.proxyPort=N -jar ...",
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
    /** The environment's variable with the token; better than an option, which every user of the machine can see. */
    static final String TOKEN_VARIABLE = "RELAY_BENCH_TOKEN";

    private static final int UNSOUND = 1;
    private static final int MAX_TOKEN_FILE_BYTES = 64 * 1024;
    /** How long the process stays for the figures after ctrl-C; above what an interrupted bench takes. */
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
            description = "Pairs of clients, or sessions at a time, 1 to 10000 (default: ${DEFAULT-VALUE}).")
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
            description = "Connections to open and hold, 2 to 100000 (default: ${DEFAULT-VALUE}); mode connect.")
    private int connections;

    @Option(
            names = "--duration",
            paramLabel = "S",
            defaultValue = "10",
            description = "Seconds for which figures are taken, 0.1 to 3600 (default: ${DEFAULT-VALUE}).")
    private double duration;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            defaultValue = "2",
            description = "Seconds of load before figures are taken, 0 to 3600 (default: ${DEFAULT-VALUE}).")
    private double warmup;

    @Option(
            names = "--protocol",
            paramLabel = "VERSION",
            defaultValue = "1.0",
            description = "What the clients speak: 0.5, 1.0 or mixed (default: ${DEFAULT-VALUE}).")
    private String protocol = "";

    @Option(
            names = "--token-file",
            paramLabel = "PATH",
            description = "A file with the bearer token for the handshakes; or put it into $" + TOKEN_VARIABLE + ".")
    private @Nullable Path tokenFile;

    @Option(
            names = "--trust",
            paramLabel = "PEM",
            description = "A file of certificates to trust, instead of the public authorities.")
    private @Nullable Path trust;

    @Option(names = "--insecure", description = "Trusts whatever certificate the relay shows.")
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
            target = new Target(relay, token(), trust(relay));
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
        CountDownLatch told = new CountDownLatch(1);
        Thread hook = new Thread(() -> awaitFigures(interruption, told), "relay-bench-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Report report = Bench.run(plan, target, spec.commandLine().getErr(), interruption);
            spec.commandLine().getOut().print(json ? report.json() + System.lineSeparator() : report.table());
            spec.commandLine().getOut().flush();
            return report.sound() ? 0 : UNSOUND;
        } catch (BenchException e) {
            throw new StartFailure(StartFailure.CANNOT_RUN, target.url() + ": " + e.getMessage());
        } finally {
            told.countDown();
        }
    }

    private static void awaitFigures(CountDownLatch interruption, CountDownLatch told) {
        interruption.countDown();
        try {
            var unused = told.await(LAST_FIGURES_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Secret> token() throws StartFailure {
        if (tokenFile == null) {
            return Optional.ofNullable(System.getenv(TOKEN_VARIABLE)).map(Secret::new);
        }
        try {
            if (Files.size(tokenFile) > MAX_TOKEN_FILE_BYTES) {
                throw StartFailure.content("token file", tokenFile, "longer than any token");
            }
            return Optional.of(new Secret(Latin1File.read(tokenFile).strip()));
        } catch (IOException e) {
            throw StartFailure.file("cannot read token file", tokenFile, e);
        }
    }

    private Optional<SSLContext> trust(URI relay) throws StartFailure {
        if (trust == null && !insecure) {
            return Optional.empty();
        }
        if (trust != null && insecure) {
            throw new IllegalArgumentException("--trust and --insecure exclude each other");
        }
        if (!relay.getScheme().equalsIgnoreCase("wss")) {
            throw new IllegalArgumentException("--trust and --insecure are for wss://");
        }
        return Optional.of(
                trust == null
                        ? TrustedCertificates.all()
                        : TrustedCertificates.of(PemFile.read("trust", trust).certificates()));
    }
}
