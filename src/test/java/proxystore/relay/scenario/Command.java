package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A program that does something and ends. */
final class Command {
    private static final int LIMIT_SECONDS = 300;
    private static final AtomicInteger RUNS = new AtomicInteger();

    private Command() {}

    /**
     * Runs a program to its good end.
     *
     * @param name of the file that keeps its output, which gets a number besides
     * @return what it printed
     */
    static String run(String name, ProcessBuilder command) throws IOException {
        Path log = Artifacts.logs().resolve(name + "-" + RUNS.incrementAndGet() + ".log");
        Process process = command.redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try {
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            String output = Files.readString(log);
            assertThat(ended).as("%s ended:%n%s", command.command(), output).isTrue();
            assertThat(process.exitValue())
                    .as("%s:%n%s", command.command(), output)
                    .isZero();
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
