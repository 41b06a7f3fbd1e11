package proxystore.relay.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.standalone.Failing;

/** A log file on a disk that is full. */
@EnabledOnOs(OS.LINUX)
class SinkLossesTest {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path directory;

    @Test
    void theFileSaysHowManyEntriesItLacksOnceItCanBeWrittenAgain() throws Exception {
        Path file = directory.resolve("server.log");
        Path disk = directory.resolve("disk");
        Files.createSymbolicLink(file, disk);
        RelayConfig config = RelayConfig.of(Map.of("logging.log_dir", directory.toString()));
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        System.Logger logger = System.getLogger("test.full.disk");
        try (StandaloneLog log =
                StandaloneLog.open(config.logging(), config.standalone(), console, Failing.LAST_RESORT)) {
            assertThat(log).isNotNull();
            logger.log(System.Logger.Level.INFO, "before");
            await().until(() -> Files.readString(disk).contains("before"));

            relink(file, FULL);
            await().until(
                            () -> { // within a second the relay notices the other file, and cannot write it
                                logger.log(System.Logger.Level.INFO, "lost");
                                return console.toString(StandardCharsets.UTF_8)
                                                .lines()
                                                .filter(line -> line.endsWith("lost"))
                                                .count()
                                        > 20;
                            });
            relink(file, disk);
            await().until(() -> {
                logger.log(System.Logger.Level.INFO, "after");
                return Files.readString(disk).contains("are missing");
            });
        }
        List<String> lines = Files.readAllLines(disk);
        assertThat(lines)
                .anyMatch(line -> line.matches(".*WARNING.*Up to [1-9]\\d* log entries are missing before this one:"
                        + " writing them failed, java.io.IOException: No space left on device"));
        assertThat(lines.get(lines.size() - 1)).doesNotContain("lost");
        assertThat(console.toString(StandardCharsets.UTF_8)).doesNotContain("are missing");
    }

    private static void relink(Path link, Path target) throws IOException {
        Files.delete(link);
        Files.createSymbolicLink(link, target);
    }
}
