package proxystore.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A real NATS server on a loopback port, in a process of its own. It keeps its port when it is started again, and is gone after
 * {@link #close}.
 */
public final class NatsServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    /** Another program may take a free port before the server listens on it. */
    private static final int TRIES = 5;

    private final Path directory;
    private final int port;
    private final Path configuration;
    /** The process that was started last. */
    private Process process;
    /** The number of processes that were started. */
    private int starts;

    private NatsServer(Path directory, int port, List<String> lines) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.port = port;
        this.configuration = directory.resolve("nats.conf");
        Files.write(
                configuration,
                Stream.of(List.of("listen: 127.0.0.1:" + port), payload(lines), lines)
                        .flatMap(List::stream)
                        .toList());
        this.process = launch();
    }

    private static List<String> payload(List<String> lines) {
        return lines.stream().anyMatch(line -> line.startsWith("max_payload"))
                ? List.of()
                : List.of("max_payload: 2097152");
    }

    /** Where the program is installed; Debian's is not on every user's path. */
    static Optional<Path> program() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, "nats-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts a server and waits until it listens. Unless the lines say otherwise it takes messages of 2 MiB, which is enough for
     * the longest of a relay by default.
     *
     * @param directory for its configuration and its logs; made if missing
     * @param lines of its configuration, as in {@code max_payload: 65536}
     */
    public static NatsServer start(Path directory, String... lines) throws IOException {
        return startCluster(directory, 1, lines).get(0);
    }

    /**
     * Starts servers that form one NATS cluster, and waits until each has routes to all others.
     *
     * @param directory gets a directory for each server
     * @param lines of the configuration of each
     */
    public static List<NatsServer> startCluster(Path directory, int size, String... lines) throws IOException {
        for (int tries = 1; ; tries++) {
            List<NatsServer> servers = new ArrayList<>();
            try {
                List<Integer> ports = freePorts(2 * size);
                for (int i = 0; i < size; i++) {
                    List<String> all = new ArrayList<>(List.of(lines));
                    if (size > 1) {
                        all.addAll(routes(ports.subList(size, 2 * size), i));
                    }
                    servers.add(new NatsServer(directory.resolve("nats-" + (i + 1)), ports.get(i), all));
                }
                servers.forEach(NatsServer::awaitReady);
                if (size > 1) {
                    servers.forEach(server -> server.awaitRoutes(size - 1));
                }
                return servers;
            } catch (RuntimeException | AssertionError e) {
                boolean taken = servers.stream().anyMatch(server -> server.log().contains("address already in use"));
                servers.forEach(NatsServer::close);
                if (!taken || tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static List<String> routes(List<Integer> ports, int own) {
        String others = IntStream.range(0, ports.size())
                .filter(i -> i != own)
                .mapToObj(i -> "nats://127.0.0.1:" + ports.get(i))
                .collect(Collectors.joining(", "));
        return List.of(
                "server_name: nats-" + (own + 1),
                "cluster { name: test, listen: 127.0.0.1:" + ports.get(own) + ", routes: [" + others + "] }");
    }

    private static List<Integer> freePorts(int number) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < number; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private Process launch() throws IOException {
        starts++;
        return new ProcessBuilder(program().orElseThrow().toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(logFile().toFile())
                .start();
    }

    private void awaitReady() {
        await().atMost(START_LIMIT).until(() -> !process.isAlive() || log().contains("Server is ready"));
        assertThat(process.isAlive()).as("nats-server runs:%n%s", log()).isTrue();
    }

    private void awaitRoutes(int number) {
        await().atMost(START_LIMIT)
                .until(() -> log().lines()
                                .filter(line -> line.contains("Route connection created"))
                                .count()
                        >= number);
    }

    /** Starts the server again, on its port and with its configuration, after {@link #kill} or {@link #stop}. */
    public void restart() throws IOException {
        assertThat(process.isAlive()).as("nats-server was stopped").isFalse();
        process = launch();
        awaitReady();
    }

    /** As {@code cluster.url} has it. */
    public String url() {
        return "nats://127.0.0.1:" + port;
    }

    /** The same for a server with TLS, whose certificate is for this name. */
    public String tlsUrl() {
        return "tls://localhost:" + port;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /** The output of the process that was started last. */
    public String log() {
        try {
            return Files.readString(logFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path logFile() {
        return directory.resolve("nats-server-" + starts + ".log");
    }

    /** Ends the server at once, as a crash does, and waits for its end. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Has the server end in its own time, and waits for its end. */
    public void stop() {
        process.destroy();
        awaitEnd();
    }

    /** Stops the process, as a pause of its machine does, until {@link #resume}. */
    public void suspend() {
        signal("STOP");
    }

    /** Lets a stopped process go on. */
    public void resume() {
        signal("CONT");
    }

    /** Has the server read its configuration again, which gets this text in place of another one. */
    public void reload(String old, String replacement) throws IOException {
        String text = Files.readString(configuration);
        assertThat(text).contains(old);
        Files.writeString(configuration, text.replace(old, replacement));
        signal("HUP");
        await().atMost(START_LIMIT).until(() -> log().contains("Reloaded server configuration"));
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-s", name, Long.toString(pid())).start();
            assertThat(kill.waitFor()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitEnd() {
        try {
            assertThat(process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("nats-server has ended")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill(); // also a stopped process
    }
}
