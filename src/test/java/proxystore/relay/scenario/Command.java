package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A program that does something and ends. */
final class Command {
    private static final int LIMIT_SECONDS = 300;

    private Command() {}

    /**
     * Runs a program to its good end.
     *
     * @param name of the file that keeps its output
     * @return what it printed
     */
    static String run(String name, ProcessBuilder command) throws IOException {
        Path log = Artifacts.logs().resolve(name + ".log");
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
