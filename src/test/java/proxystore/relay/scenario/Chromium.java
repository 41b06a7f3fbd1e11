package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium of one test. Its processes have ended after {@link #close}. */
final class Chromium implements AutoCloseable {
    /** Debian's packages {@code chromium} and {@code chromium-driver}. */
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private final ChromeDriver driver;
    private final List<ProcessHandle> processes;

    private Chromium(ChromeDriver driver, int port) {
        this.driver = driver;
        // The driver and what it has started; other tests' browsers are children of this process too.
        this.processes = ProcessHandle.current()
                .children()
                .filter(child -> Arrays.asList(child.info().arguments().orElse(new String[0]))
                        .contains("--port=" + port))
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();
    }

    /** Skips the test on a machine without Chromium, unless the system property {@code relay.requireChromium} is true. */
    static void assumeInstalled() {
        boolean installed = Files.isExecutable(PROGRAM) && Files.isExecutable(DRIVER);
        if (!Boolean.getBoolean("relay.requireChromium")) {
            assumeTrue(installed, "SKIPPED: no Chromium here (Debian: apt-get install chromium chromium-driver)");
        }
        assertThat(installed).as("%s and %s are installed", PROGRAM, DRIVER).isTrue();
    }

    /**
     * Starts a browser that reaches nothing but what tests name.
     *
     * @param name of its profile and its driver's log, which no other browser under way may have
     * @param arguments further ones of Chromium's command line
     */
    static Chromium start(String name, String... arguments) {
        Path profile = Artifacts.emptyDirectory(name);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(PROGRAM.toFile())
                .addArguments(
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--hide-scrollbars",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        // Host candidates carry addresses instead of mDNS names, which a test machine may not resolve.
                        "--disable-features=WebRtcHideLocalIpsWithMdns",
                        "--user-data-dir=" + profile)
                .addArguments(arguments);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .withLogFile(
                        Artifacts.logs().resolve(name + "-chromedriver.log").toFile())
                .build();
        return new Chromium(new ChromeDriver(service, options), service.getUrl().getPort());
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Runs this script in each page from now on, before the page's own. */
    PageScript prepend(String script) {
        Object identifier = driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script))
                .get("identifier");
        return () -> driver.executeCdpCommand(
                "Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", String.valueOf(identifier)));
    }

    /** A script that runs in each page until it is closed. */
    interface PageScript extends AutoCloseable {
        @Override
        void close();
    }

    /** Shows the pages from now on as this view says; each page is laid out anew. */
    void show(BrowserView view) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width", view.width(),
                        "height", view.height(),
                        "deviceScaleFactor", 1,
                        "mobile", view.isPhone()));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", view.colorScheme()))));
    }

    /** Keeps a picture of the whole page, also of what is below the window, as {@code target/screenshots/NAME.png}. */
    void keepScreenshot(String name) {
        Map<String, Object> answer = driver.executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        byte[] picture = Base64.getDecoder().decode(String.valueOf(answer.get("data")));
        try {
            Files.write(Artifacts.screenshots().resolve(name + ".png"), picture);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asserts what every page of the relay keeps: people with disabilities can use it, and it fits into the window. */
    void assertWellMade() {
        assertAccessible();
        assertThat(driver.executeScript("return document.documentElement.scrollWidth - innerWidth"))
                .as("CSS pixels that are wider than the window")
                .isEqualTo(0L);
    }

    /** Asserts that axe-core finds no violation of its rules in the page as it is shown now. */
    private void assertAccessible() {
        driver.executeScript(axe());
        Object violations = driver.executeAsyncScript("const done = arguments[0];"
                + "axe.run(document, {resultTypes: ['violations']}).then("
                + "  (results) => done(results.violations.flatMap((violation) => violation.nodes.map("
                + "      (node) => `${violation.id}: ${node.html}: ${node.failureSummary}`))),"
                + "  (error) => done([String(error)]))");
        assertThat(violations).as("what axe-core finds").isEqualTo(List.of());
    }

    /** Asserts that the console is empty since the last call, where scripts and violations of the Content Security Policy would show. */
    void assertNoComplaints() {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .as("the browser's console")
                .isEmpty();
    }

    /** Asserts that no page since the last call broke its Content Security Policy; the console may have other entries. */
    void assertNoPolicyViolation() {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .noneMatch(entry -> entry.getMessage().contains("Content Security Policy"));
    }

    private static String axe() {
        try (InputStream in = Chromium.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        assertThat(processes).isNotEmpty();
        driver.quit();
        await("the browser's processes have ended")
                .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }
}
