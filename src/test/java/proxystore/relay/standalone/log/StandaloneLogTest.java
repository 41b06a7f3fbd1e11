package proxystore.relay.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.config.LoggingConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.StandaloneConfig;
import proxystore.relay.log.LogFields;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.process.StartFailure;

class StandaloneLogTest {
    private static final System.Logger LOG = System.getLogger("proxystore.relay.test");
    private static final java.util.logging.Logger WEBSOCKETS =
            java.util.logging.Logger.getLogger("org.glassfish.tyrus.Test");

    private static final StandaloneConfig LIMITS = RelayConfig.defaults().standalone();

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    @Test
    void linesGoToTheConsoleAndToAFileInANewDirectory() throws Exception {
        Path made = directory.resolve("a/b");
        try (StandaloneLog ignored =
                StandaloneLog.open(config("INFO", "WARNING", made), LIMITS, console, Failing.LAST_RESORT)) {
            LOG.log(System.Logger.Level.INFO, "one");
            LOG.log(System.Logger.Level.DEBUG, "below the level");
        }
        assertThat(consoleLines())
                .hasSize(1)
                .first()
                .asString()
                .matches(
                        "\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}[+-]\\d\\d:\\d\\d] INFO  \\(proxystore.relay.test\\) :: one");
        assertThat(Files.readAllLines(made.resolve("server.log"))).isEqualTo(consoleLines());
    }

    @Test
    void aRestartAppendsToTheFile() throws Exception {
        for (String run : List.of("first", "second")) {
            try (StandaloneLog ignored =
                    StandaloneLog.open(config("INFO", "INFO", directory), LIMITS, console, Failing.LAST_RESORT)) {
                LOG.log(System.Logger.Level.INFO, run);
            }
        }
        assertThat(Files.readAllLines(directory.resolve("server.log"))).hasSize(2);
        assertThat(consoleLines()).hasSize(2).last().asString().endsWith(" :: second");
    }

    @Test
    void aClosedLogDiscardsEvents() throws Exception {
        StandaloneLog.open(config("DEBUG", "DEBUG"), LIMITS, console, Failing.LAST_RESORT)
                .close();
        LOG.log(System.Logger.Level.ERROR, "after the end");
        WEBSOCKETS.severe("after the end");

        assertThat(console.size()).isZero();
    }

    @Test
    void theWebSocketImplementationHasItsOwnLevel() throws Exception {
        try (StandaloneLog ignored =
                StandaloneLog.open(config("DEBUG", "ERROR"), LIMITS, console, Failing.LAST_RESORT)) {
            WEBSOCKETS.warning("not shown");
            WEBSOCKETS.severe("shown");
            LOG.log(System.Logger.Level.DEBUG, "ours");
        }
        assertThat(consoleLines()).hasSize(2);
        assertThat(consoleLines().get(0)).endsWith("] ERROR (org.glassfish.tyrus.Test) :: shown");
        assertThat(consoleLines().get(1)).endsWith("] DEBUG (proxystore.relay.test) :: ours");
    }

    @Test
    void theWebSocketImplementationsLevelCanBeLowerThanTheRelays() throws Exception {
        try (StandaloneLog ignored =
                StandaloneLog.open(config("WARNING", "DEBUG"), LIMITS, console, Failing.LAST_RESORT)) {
            WEBSOCKETS.fine("shown");
            LOG.log(System.Logger.Level.INFO, "not shown");
        }
        assertThat(consoleLines()).hasSize(1).first().asString().endsWith("(org.glassfish.tyrus.Test) :: shown");
    }

    @Test
    void criticalTurnsTheLogOff() throws Exception {
        try (StandaloneLog ignored =
                StandaloneLog.open(config("CRITICAL", "CRITICAL"), LIMITS, console, Failing.LAST_RESORT)) {
            WEBSOCKETS.severe("not shown");
            LOG.log(System.Logger.Level.ERROR, "not shown");
        }
        assertThat(console.size()).isZero();
    }

    @Test
    void inJsonAnEntryHasTheFieldsAndTheThreadOfItsCaller() throws Exception {
        LoggingConfig json = RelayConfig.of(Map.of("logging.format", "json")).logging();
        try (StandaloneLog ignored = StandaloneLog.open(json, LIMITS, console, Failing.LAST_RESORT)) {
            Map<String, Object> fields = Map.of(LogFields.CODE, 1000);
            LogFields.log(LOG, System.Logger.Level.INFO, () -> fields, () -> "closed");
            LOG.log(System.Logger.Level.INFO, "without fields");
        }
        assertThat(consoleLines()).hasSize(2);
        assertThat(consoleLines().get(0))
                .startsWith("{\"time\":\"")
                .endsWith("\"level\":\"INFO\",\"logger\":\"proxystore.relay.test\",\"thread\":\""
                        + Thread.currentThread().getName() + "\",\"message\":\"closed\",\"code\":1000}");
        assertThat(consoleLines().get(1)).endsWith(",\"message\":\"without fields\"}");
    }

    @Test
    void entriesAboveTheBoundAreDroppedAndCounted() throws Exception {
        StalledOutput stalled = new StalledOutput();
        StandaloneConfig tight =
                RelayConfig.of(Map.of("standalone.max_log_entries", "2")).standalone();
        try (StandaloneLog ignored = StandaloneLog.open(config("INFO", "INFO"), tight, stalled, Failing.LAST_RESORT)) {
            LOG.log(System.Logger.Level.INFO, "first");
            await().until(stalled::isEntered);
            for (int i = 0; i < 5; i++) {
                LOG.log(System.Logger.Level.INFO, "entry " + i);
            }
            stalled.release();
        }
        assertThat(stalled.messages())
                .containsExactly(
                        "first",
                        "entry 0",
                        "entry 1",
                        "3 log entries were dropped: more than 2 were waiting to be written");
    }

    @Test
    void aDirectoryThatIsAFileIsRefused() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> StandaloneLog.open(config("INFO", "INFO", file), LIMITS, console, Failing.LAST_RESORT))
                .isInstanceOf(StartFailure.class)
                .hasMessage("cannot create log directory " + file + ": is not a directory");
        assertThatThrownBy(() -> StandaloneLog.open(
                        config("INFO", "INFO", file.resolve("below")), LIMITS, console, Failing.LAST_RESORT))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("cannot create log directory " + file.resolve("below") + ": ");
    }

    @Test
    void aFileThatCannotBeWrittenIsRefused() throws Exception {
        Path occupied = Files.createDirectory(directory.resolve("server.log"));

        assertThatThrownBy(() ->
                        StandaloneLog.open(config("INFO", "INFO", directory), LIMITS, console, Failing.LAST_RESORT))
                .isInstanceOf(StartFailure.class)
                .hasMessage("cannot write log file " + occupied + ": Is a directory");
    }

    private static LoggingConfig config(String level, String websockets, Path... directory) {
        Map<String, String> settings =
                new HashMap<>(Map.of("logging.default_level", level, "logging.websockets_level", websockets));
        for (Path each : directory) {
            settings.put("logging.log_dir", each.toString());
        }
        return RelayConfig.of(settings).logging();
    }

    private List<String> consoleLines() {
        return console.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
