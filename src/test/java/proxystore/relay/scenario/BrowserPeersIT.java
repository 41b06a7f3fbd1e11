package proxystore.relay.scenario;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WindowType;

/**
 * What the relay is for: two real WebRTC peers, pages in a headless Chromium, find each other through the standalone
 * relay and exchange data over a direct connection. Nothing leaves the machine.
 *
 * <p>Skipped on a machine without Chromium, unless the system property {@code relay.requireChromium} is true.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserPeersIT {
    private RelayUnderTest relay;
    private HttpServer pages;
    private Chromium browser;
    /** The windows of the two peers. */
    private List<String> windows = List.of();

    @BeforeAll
    void startRelayPagesAndBrowser() throws IOException {
        Chromium.assumeInstalled();
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
        browser = Chromium.start("chromium-peers");
        browser.driver().switchTo().newWindow(WindowType.WINDOW);
        windows = List.copyOf(browser.driver().getWindowHandles());
    }

    private URI page() {
        return URI.create("http://localhost:" + pages.getAddress().getPort() + "/");
    }

    @AfterAll
    void stopBrowserRelayAndPages() {
        if (browser != null) {
            browser.close();
        }
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
        BrowserPeer alice = new BrowserPeer(browser.driver(), windows.get(0), page);
        BrowserPeer bob = new BrowserPeer(browser.driver(), windows.get(1), page);
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
