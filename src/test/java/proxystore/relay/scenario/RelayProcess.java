package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** A server in a process of its own, whose output is kept in a file. It is gone after {@link #close}. */
final class RelayProcess implements AutoCloseable {
    /** A full Jakarta EE server on a busy machine; an idle one needs some seconds. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final int SHOWN_CHARS = 6_000;

    /** Those that have not been closed. */
    private static final Set<RelayProcess> RUNNING = ConcurrentHashMap.newKeySet();

    private final Process process;
    private final Path log;

    private RelayProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a process without waiting for anything.
     *
     * @param name of its log, which no other process under way may have
     * @param settings the relay's settings in its environment, which holds no others, whatever holds in the tests' own
     */
    static RelayProcess launch(String name, Map<String, String> settings, ProcessBuilder command) throws IOException {
        Path log = Artifacts.logs().resolve(name + ".log");
        assertThat(RUNNING.stream().filter(other -> other.log.equals(log) && other.process.isAlive()))
                .as("processes that write %s", log)
                .isEmpty();
        command.environment().keySet().removeIf(key -> key.startsWith("RELAY_"));
        command.environment().putAll(settings);
        command.redirectErrorStream(true).redirectOutput(log.toFile());
        RelayProcess launched = new RelayProcess(command.start(), log);
        RUNNING.add(launched);
        return launched;
    }

    /** Waits for a piece of output; fails with the log if the process ends or takes too long before. */
    MatchResult awaitOutput(Pattern pattern) {
        try {
            await().atMost(START_LIMIT)
                    .until(() -> !process.isAlive() || pattern.matcher(log()).find());
        } catch (ConditionTimeoutException e) {
            // Told below, with the log.
        }
        Matcher matcher = pattern.matcher(log());
        if (!matcher.find()) {
            String state = process.isAlive() ? "is still silent after " + START_LIMIT : "has ended";
            close();
            throw new AssertionError(this + " " + state + " (" + process.exitValue() + ") and has not said " + pattern
                    + ":\n" + end(log()));
        }
        return matcher.toMatchResult();
    }

    Process process() {
        return process;
    }

    String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the server's process, as a pause of its machine does, until {@link #resume}. */
    void suspend() {
        signal("STOP");
    }

    /** Lets a stopped process go on. */
    void resume() {
        signal("CONT");
    }

    /** Sends SIGHUP, with which a standalone relay with TLS loads its certificate. */
    void hangUp() {
        signal("HUP");
    }

    /** Sends SIGUSR1, at which a standalone relay logs a summary. */
    void askForSummary() {
        signal("USR1");
    }

    /** Sends SIGURG, at which a standalone relay leaves new clients to a successor. */
    void leaveToSuccessor() {
        signal("URG");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-s", name, Long.toString(server().pid())).start();
            assertThat(kill.waitFor()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** How many sockets the server holds; -1 where the system does not say. */
    long sockets() {
        File[] descriptors = new File("/proc/" + server().pid() + "/fd").listFiles();
        if (descriptors == null) {
            return -1;
        }
        return Stream.of(descriptors).filter(RelayProcess::isSocket).count();
    }

    /** The server itself, which a script or a program may have started in its turn. */
    ProcessHandle server() {
        return process.descendants()
                .filter(descendant -> descendant.info().command().orElse("").endsWith("/java"))
                .reduce((first, second) -> second)
                .orElse(process.toHandle());
    }

    private static boolean isSocket(File descriptor) {
        try {
            return Files.readSymbolicLink(descriptor.toPath()).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed in the meantime
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        server().destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
                process.waitFor();
            }
            awaitEnd(all); // HAProxy's worker may end after its master
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        RUNNING.remove(this);
        assertThat(all).as("%s is gone", this).noneMatch(ProcessHandle::isAlive);
    }

    private static void awaitEnd(List<ProcessHandle> processes) throws InterruptedException {
        try {
            CompletableFuture.allOf(
                            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            processes.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - SHOWN_CHARS));
    }

    @Override
    public String toString() {
        return "process " + process.pid() + " (" + log + ")";
    }
}
