package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** Starts {@code java -jar relay-standalone.jar} as a user does. */
final class StandaloneRelay {
    /** What the relay prints once it listens. */
    static final Pattern LISTENING = Pattern.compile("\\bwss?://[^\\s/]+:(\\d+)");

    private StandaloneRelay() {}

    /** A relay on a free loopback port, with these settings in its environment. */
    static RelayUnderTest start(String name, Map<String, String> environment) throws IOException {
        RelayProcess process = launch(name, environment, "--host", "127.0.0.1", "--port", "0");
        return new RelayUnderTest(RelayAddress.plain(port(process), "/"), Optional.empty(), process);
    }

    /** A relay that speaks TLS with this certificate, on a free loopback port. */
    static RelayUnderTest startTls(String name, Path certfile, Path keyfile, SSLContext trust) throws IOException {
        return startTls(name, Map.of(), certfile, keyfile, trust);
    }

    /** The same with these settings in its environment. */
    static RelayUnderTest startTls(
            String name, Map<String, String> environment, Path certfile, Path keyfile, SSLContext trust)
            throws IOException {
        RelayProcess process = launch(
                name,
                environment,
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--certfile",
                certfile.toString(),
                "--keyfile",
                keyfile.toString());
        return new RelayUnderTest(RelayAddress.tls(port(process), "/", trust), Optional.empty(), process);
    }

    /** Starts the program and does not wait for anything. */
    static RelayProcess launch(String name, Map<String, String> environment, String... arguments) throws IOException {
        return RelayProcess.launch(name, environment, command(arguments));
    }

    /** The program with these arguments, as a process of its own, with the launcher's class-data archive and JVM options. */
    static ProcessBuilder command(String... arguments) {
        // A shell's background job ignores SIGINT, and so do the processes that it starts, tests among them.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Artifacts.javaExecutable().toString(),
                "-XX:SharedArchiveFile=" + Artifacts.jar().resolveSibling("relay.jsa"),
                "-Xshare:auto",
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off"));
        command.addAll(Artifacts.SERVER_JVM);
        command.addAll(List.of("-jar", Artifacts.jar().toString()));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command);
    }

    /** The port that a starting relay says it listens on. */
    static int port(RelayProcess process) {
        return Integer.parseInt(process.awaitOutput(LISTENING).group(1));
    }
}
