package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.By;

/** The relay's pages in a real browser, each as a desktop and a phone show it, in light and dark colours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserPagesIT {
    private RelayUnderTest relay;
    private Chromium browser;

    @BeforeAll
    void startRelayAndBrowser() throws IOException {
        Chromium.assumeInstalled();
        relay = StandaloneRelay.start("standalone-browser-pages", Map.of());
        browser = Chromium.start("chromium-pages");
    }

    @AfterAll
    void stopRelayAndBrowser() {
        if (browser != null) {
            browser.close();
        }
        if (relay != null) {
            relay.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWelcomePageIsWellMade(BrowserView view) {
        browser.show(view);
        browser.driver().get(relay.address().page().toString());

        browser.keepScreenshot("welcome-" + view);
        assertThat(browser.driver().findElement(By.tagName("h1")).getText()).isEqualTo("ProxyStore relay");
        assertThat(browser.driver().findElement(By.cssSelector(".address")).getText())
                .isEqualTo(relay.address().url().toString());
        browser.assertWellMade();
        browser.assertNoComplaints();
    }
}
