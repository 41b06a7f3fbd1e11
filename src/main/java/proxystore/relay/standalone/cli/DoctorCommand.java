package proxystore.relay.standalone.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import proxystore.relay.bench.BenchPlan;
import proxystore.relay.bench.Target;
import proxystore.relay.config.ProxyUrl;
import proxystore.relay.config.Secret;
import proxystore.relay.doctor.Checkup;
import proxystore.relay.doctor.CheckupText;
import proxystore.relay.doctor.Doctor;
import proxystore.relay.doctor.DoctorPlan;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.tls.TrustedCertificates;

/** {@code relay doctor}: finds out why an endpoint does not connect. */
@Command(
        name = "doctor",
        description = {
            "Examines the way from this machine to the relay at URL.",
            "It takes the way of an endpoint: DNS, TCP, HTTP proxy, TLS,"
                    + " WebSocket, pages, registration, an offer between two temporary peers, the message limit.",
            "Each problem is explained, with what an endpoint does then and with a remedy.",
            ""
        },
        footer = {
            "",
            "Exit code: 0 if endpoints can use the relay, with or without warnings; 1 if it",
            "is reached and they cannot; 2 for a mistake in the options; 3 if it is not",
            "reached (DNS, TCP, HTTP proxy, TLS)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        abbreviateSynopsis = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class DoctorCommand implements Callable<Integer> {
    /** The environment variable with the token. Every user of the machine could see a token in an option. */
    static final String TOKEN_VARIABLE = "RELAY_DOCTOR_TOKEN";

    private static final String NO_PROXY = "none";
    private static final double MIN_TIMEOUT_SECONDS = 0.1;

    /** Set by picocli before {@link #call()}. */
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Set by picocli before {@link #call()}. */
    @Parameters(
            paramLabel = "URL",
            description = "The relay's address as in the endpoint: ws://host:port/ or wss://host:port/")
    @SuppressWarnings("NullAway.Init")
    private String url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "A bearer token for the handshakes. Every user of this machine can read it in the list of"
                    + " processes: prefer --token-file.")
    private @Nullable String token;

    @Option(
            names = "--token-file",
            paramLabel = "PATH",
            description = "A file with the bearer token; $" + TOKEN_VARIABLE + " can hold it too.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--idle",
            paramLabel = "S",
            defaultValue = "0",
            description = "Also leaves a connection without messages for S seconds, up to 3600, to find a proxy that"
                    + " cuts it (default: ${DEFAULT-VALUE}, not tried).")
    private double idle;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            defaultValue = "10",
            description = "Seconds to wait for each answer, 0.1 to 3600 (default: ${DEFAULT-VALUE}, as an endpoint).")
    private double timeout;

    @Option(
            names = "--proxy",
            paramLabel = "URL",
            description = "The HTTP proxy, http://host:port, or \"none\"; by default what https_proxy, http_proxy,"
                    + " all_proxy and no_proxy say.")
    private @Nullable String proxy;

    @Option(
            names = "--trust",
            paramLabel = "PEM",
            description = "A file of certificates to trust, instead of the public authorities.")
    private @Nullable Path trust;

    @Option(names = "--insecure", description = "Accepts any certificate of the relay, to examine what follows.")
    private boolean insecure;

    @Option(names = "--strict", description = "Ends with exit code 1 if there is a warning.")
    private boolean strict;

    @Option(names = "--json", description = "Prints one JSON object instead of lines.")
    private boolean json;

    @Override
    public Integer call() throws StartFailure, InterruptedException {
        DoctorPlan plan;
        try {
            plan = plan(Target.url(url));
        } catch (IllegalArgumentException e) {
            throw new StartFailure(StartFailure.BAD_CONFIGURATION, String.valueOf(e.getMessage()));
        }
        PrintWriter out = spec.commandLine().getOut();
        CheckupText text = new CheckupText(Ansi.AUTO.enabled());
        Checkup checkup = Doctor.examine(plan, step -> {
            if (!json) {
                out.print(text.step(step));
                out.flush();
            }
        });
        out.print(json ? checkup.json(strict) + System.lineSeparator() : text.summary(checkup));
        out.flush();
        return checkup.exitCode(strict);
    }

    private DoctorPlan plan(URI relay) throws StartFailure {
        ClientFiles.checkTrust(trust, insecure, relay);
        if (token != null && tokenFile != null) {
            throw new IllegalArgumentException("--token and --token-file exclude each other");
        }
        Optional<Secret> secret =
                token != null ? Optional.of(new Secret(token)) : ClientFiles.token(tokenFile, TOKEN_VARIABLE);
        return new DoctorPlan(
                relay,
                secret,
                trustManager(),
                insecure,
                proxy(relay),
                BenchPlan.seconds("--timeout", timeout, MIN_TIMEOUT_SECONDS),
                BenchPlan.seconds("--idle", idle, 0));
    }

    private X509ExtendedTrustManager trustManager() throws StartFailure {
        if (trust != null) {
            return TrustedCertificates.manager(ClientFiles.trusted(trust));
        }
        return insecure ? TrustedCertificates.anyManager() : TrustedCertificates.publicManager();
    }

    private Optional<ProxyUrl> proxy(URI relay) {
        if (proxy == null) {
            String scheme = Target.isSecure(relay) ? "https" : "http";
            URI page = URI.create(
                    scheme + relay.toString().substring(relay.getScheme().length()));
            return ProxyUrl.ofEnvironment(page, System.getenv());
        }
        if (proxy.equals(NO_PROXY)) {
            return Optional.empty();
        }
        return Optional.of(ProxyUrl.parse(proxy)
                .orElseThrow(() -> new IllegalArgumentException("--proxy: not of the form http://host:port")));
    }
}
