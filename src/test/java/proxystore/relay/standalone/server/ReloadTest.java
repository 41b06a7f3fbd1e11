package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.config.ConfigException;
import proxystore.relay.config.ConfigLoader;
import proxystore.relay.config.LoadedConfig;
import proxystore.relay.standalone.Failing;

class ReloadTest {
    private static final System.Logger LOG = System.getLogger("proxystore.relay.test");

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Path file;
    private RunningRelay relay;
    private Reload reload;

    @BeforeEach
    void start() throws Exception {
        file = directory.resolve("relay.toml");
        write("");
        LoadedConfig loaded = load();
        relay = RunningRelay.start(loaded, new PrintStream(out, true, StandardCharsets.UTF_8), Failing.LAST_RESORT);
        reload = relay.reload(this::load, loaded);
    }

    @AfterEach
    void stop() {
        relay.close();
    }

    private void write(String settings) throws IOException {
        Files.writeString(file, "host = \"127.0.0.1\"\nport = 0\n" + settings);
    }

    private LoadedConfig load() throws ConfigException {
        return ConfigLoader.load(Optional.of(file), Map.of(), Map.of(), Map.of());
    }

    /** What was logged; closes the relay, so that all is written. */
    private List<String> lines() {
        relay.close();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aMistakeChangesNothingAndIsOneLine() throws Exception {
        write("[logging]\ndefault_level = \"DEBUG\"\n[rate]\nmax_messages_per_second = -1\n");
        reload.request();
        LOG.log(System.Logger.Level.DEBUG, "not shown");

        assertThat(lines())
                .noneMatch(line -> line.contains("not shown"))
                .filteredOn(line -> line.contains("ERROR"))
                .singleElement()
                .asString()
                .endsWith(
                        "The configuration is not reloaded: " + file
                                + ":6: rate.max_messages_per_second: -1 is out of range (0 to 10000000); the old one stays in use");
    }

    @Test
    void levelAndFormOfTheLogChange() throws Exception {
        write("[logging]\ndefault_level = \"DEBUG\"\nformat = \"json\"\n");
        reload.request();
        LOG.log(System.Logger.Level.DEBUG, "shown");
        await().until(() -> out.toString(StandardCharsets.UTF_8).contains("shown"));
        write("");
        reload.request();
        LOG.log(System.Logger.Level.DEBUG, "not shown");

        assertThat(lines())
                .noneMatch(line -> line.contains("not shown"))
                .anyMatch(line -> line.startsWith("{") && line.endsWith("\"message\":\"shown\"}"))
                .anyMatch(line -> line.endsWith(
                        "Configuration reloaded: logging.default_level = \"INFO\", logging.format = \"text\""));
    }

    @Test
    void anUnchangedFileChangesNothing() throws Exception {
        reload.request();

        assertThat(lines()).anyMatch(line -> line.endsWith("Configuration reloaded: nothing to apply"));
    }

    @Test
    void aNewWarningAboutTheSettingsIsLogged() throws Exception {
        write("[inbox]\nmax_bytes = 1024\n");
        reload.request();
        reload.request();

        assertThat(lines()).filteredOn(line -> line.contains("WARNING")).hasSize(1);
    }

    @Test
    void requestsThatArriveWhileOneIsFulfilledAreFulfilledTogether() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger loads = new AtomicInteger();
        Reload slow = relay.reload(
                () -> {
                    loads.incrementAndGet();
                    loading.countDown();
                    await().until(() -> go.getCount() == 0);
                    return load();
                },
                load());
        Thread first = new Thread(slow::request);
        first.start();
        loading.await();
        for (int i = 0; i < 5; i++) {
            slow.request();
        }
        go.countDown();
        first.join();

        assertThat(loads).hasValue(2);
    }
}
