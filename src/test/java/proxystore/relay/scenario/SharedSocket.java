package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A listening socket on loopback that the relays started by it have as their standard input, as a socket unit of systemd
 * passes one to several services. The relays are gone after {@link #close}.
 */
final class SharedSocket implements AutoCloseable {
    /** Prints the port. Each line of its input starts a process: the file for its output, and its command. */
    private static final String HOLDER = """
            use Socket;
            use Fcntl;
            $| = 1;
            socket(my $listening, PF_INET, SOCK_STREAM, 0) or die $!;
            bind($listening, sockaddr_in(0, INADDR_LOOPBACK)) or die $!;
            listen($listening, 4096) or die $!;
            print +(sockaddr_in(getsockname($listening)))[0], "\\n";
            while (my $line = <STDIN>) {
                chomp $line;
                my ($log, @command) = split /\\t/, $line;
                next if fork;
                my $pid = fork;
                if (!$pid) {
                    open(STDIN, '<&', $listening);
                    fcntl(STDIN, F_SETFL, 0);
                    open(STDOUT, '>', $log);
                    open(STDERR, '>&', STDOUT);
                    exec @command;
                }
                waitpid $pid, 0;
                open(my $end, '>>', $log);
                print $end 'exit code ', $? >> 8, "\\n";
                exit;
            }
            """;

    private static final Pattern PROCESS = Pattern.compile(", process (\\d+)");
    private static final Pattern EXIT_CODE = Pattern.compile("exit code (\\d+)\\n");

    private final Process holder;
    private final int port;
    private final List<Heir> heirs = new ArrayList<>();

    private SharedSocket(Process holder, int port) {
        this.holder = holder;
        this.port = port;
    }

    /** Opens the socket on a free port. */
    static SharedSocket open() throws IOException {
        Process holder = new ProcessBuilder("perl", "-e", HOLDER)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.US_ASCII));
        return new SharedSocket(holder, Integer.parseInt(output.readLine()));
    }

    RelayAddress address() {
        return RelayAddress.plain(port, "/");
    }

    /** Starts a relay that inherits the socket, and waits until it listens. */
    Heir start(String name, Map<String, String> environment) throws IOException {
        Path log = Artifacts.logs().resolve(name + ".log");
        Files.deleteIfExists(log);
        List<String> line = new ArrayList<>(List.of(log.toString(), "env", "RELAY_STANDALONE_SOCKET=inherited"));
        environment.forEach((key, value) -> line.add(key + "=" + value));
        line.addAll(StandaloneRelay.command().command());
        holder.getOutputStream().write((String.join("\t", line) + "\n").getBytes(StandardCharsets.UTF_8));
        holder.getOutputStream().flush();
        Heir heir = new Heir(log);
        heirs.add(heir);
        assertThat(heir.await(StandaloneRelay.LISTENING).group(1)).isEqualTo(String.valueOf(port));
        return heir;
    }

    @Override
    public void close() {
        try {
            for (Heir heir : heirs) {
                if (heir.isAlive()) {
                    heir.signal("TERM");
                    heir.awaitExitCode();
                }
            }
        } finally {
            holder.descendants().forEach(ProcessHandle::destroyForcibly);
            holder.destroy();
        }
    }

    /** A relay that has inherited the socket. */
    static final class Heir {
        private final Path log;

        private Heir(Path log) {
            this.log = log;
        }

        String log() throws IOException {
            return Files.exists(log) ? Files.readString(log) : "";
        }

        /** Waits for a piece of output. */
        MatchResult await(Pattern pattern) {
            Patience.await(pattern + " in " + log)
                    .pollInterval(50, TimeUnit.MILLISECONDS)
                    .until(() -> pattern.matcher(log()).find());
            try {
                return pattern.matcher(log()).results().findFirst().orElseThrow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isAlive() {
            return ProcessHandle.of(pid()).isPresent();
        }

        int awaitExitCode() {
            return Integer.parseInt(await(EXIT_CODE).group(1));
        }

        void signal(String name) {
            try {
                Command.run("kill-" + name, new ProcessBuilder("kill", "-s", name, String.valueOf(pid())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private long pid() {
            return Long.parseLong(await(PROCESS).group(1));
        }
    }
}
