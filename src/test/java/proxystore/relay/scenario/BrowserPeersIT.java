package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static proxystore.relay.scenario.Patience.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * What the relay is for: two real WebRTC peers, pages in a headless Chromium, find each other through the standalone
 * relay and exchange data over a direct connection. Nothing leaves the machine.
 *
 * <p>Skipped on a machine without Chromium, unless the system property {@code relay.requireChromium} is true.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserPeersIT {
    /** Debian's packages {@code chromium} and {@code chromium-driver}. */
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private RelayUnderTest relay;
    private HttpServer pages;
    private ChromeDriver browser;

    @BeforeAll
    void startRelayAndPages() throws IOException {
        boolean installed = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
        if (!Boolean.getBoolean("relay.requireChromium")) {
            assumeTrue(installed, "SKIPPED: no Chromium here (Debian: apt-get install chromium chromium-driver)");
        }
        assertThat(installed).as("%s and %s are installed", CHROMIUM, DRIVER).isTrue();
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page;
        try (InputStream resource = BrowserPeersIT.class.getResourceAsStream("peer.html")) {
            page = Objects.requireNonNull(resource).readAllBytes();
        }
        pages.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        pages.start();
        relay = StandaloneRelay.start(
                "standalone-browser", Map.of("RELAY_ORIGINS", page().toString().replaceFirst("/$", "")));
    }

    private URI page() {
        return URI.create("http://localhost:" + pages.getAddress().getPort() + "/");
    }

    @BeforeEach
    void openBrowser() {
        Path profile = Artifacts.emptyDirectory("chromium");
        ChromeOptions options = new ChromeOptions()
                .setBinary(CHROMIUM.toFile())
                .addArguments(
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        // Host candidates carry addresses instead of mDNS names, which this machine does not resolve.
                        "--disable-features=WebRtcHideLocalIpsWithMdns",
                        "--user-data-dir=" + profile);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .withLogFile(Artifacts.logs().resolve("chromedriver.log").toFile())
                .build();
        browser = new ChromeDriver(service, options);
    }

    @AfterEach
    void closeBrowser() {
        // The driver and what it has started; other tests' processes are children of this one too.
        List<ProcessHandle> started = ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/chromedriver"))
                .flatMap(driver -> Stream.concat(Stream.of(driver), driver.descendants()))
                .toList();
        assertThat(started).isNotEmpty();
        browser.quit();
        await("the browser's processes have ended").until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
    }

    @AfterAll
    void stopRelayAndPages() {
        if (pages != null) {
            pages.stop(0);
        }
        if (relay != null) {
            relay.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.5", "0.5, 1.0", "1.0, 0.5", "1.0, 1.0"})
    void twoPeersConnectDirectlyAfterSignalingThroughTheRelay(String caller, String callee) {
        URI page = page();
        BrowserPeer alice = new BrowserPeer(browser, page);
        browser.switchTo().newWindow(WindowType.WINDOW);
        BrowserPeer bob = new BrowserPeer(browser, page);
        alice.register(relay.address(), caller);
        bob.register(relay.address(), callee);

        alice.call(bob);
        alice.awaitChannel();
        bob.awaitChannel();

        alice.leaveRelay();
        bob.leaveRelay();
        alice.say("hello from " + caller);
        bob.hears("hello from " + caller);
        bob.say("hello back from " + callee);
        alice.hears("hello back from " + callee);
    }
}
