package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The status page in a real browser, with few clients and with thousands. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserStatusIT {
    private static final int CROWD = 5_000;

    /** What a page must not run, and must show as it is. */
    private static final String HOSTILE_NAME =
            "<script>document.title='run'</script><img src=x onerror=alert(1)>\"'&amp;";

    /** Makes the answers after the first those of a second process, which has counted more events than the first. */
    private static final String STARTED_AGAIN = "const load = window.fetch; let answers = 0;"
            + "window.fetch = async (url, ...rest) => {"
            + "  const status = await (await load(url, ...rest)).json();"
            + "  const after = Number(new URL(url, location).searchParams.get('after'));"
            + "  const first = answers++ === 0;"
            + "  status.uptime_seconds = first ? 1000 : answers;"
            + "  status.events = (first ? [1] : [3, 2, 1]).filter((number) => number > after).map((number) => ({"
            + "    number, time: '2026-11-28T00:00:00Z', event: 'registered', detail: '',"
            + "    client: (first ? 'first ' : 'second ') + number}));"
            + "  return new Response(JSON.stringify(status));"
            + "};";

    private RelayUnderTest relay;
    private Chromium browser;
    private Peers peers;

    @BeforeAll
    void startRelayAndBrowser() throws IOException {
        Chromium.assumeInstalled();
        relay = StandaloneRelay.start("standalone-browser-status", Map.of());
        browser = Chromium.start("chromium-status");
    }

    @BeforeEach
    void openPeers() {
        peers = new Peers(relay.address());
    }

    @AfterEach
    void closePeersAndAssertThatThePolicyHeld() {
        peers.close();
        browser.assertNoPolicyViolation();
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

    private void open(BrowserView view) {
        browser.show(view);
        browser.driver().get(relay.address().page().resolve("status").toString());
        await("the first answer").until(() -> text("updated").startsWith("Updated "));
    }

    private WebElement element(String id) {
        return browser.driver().findElement(By.id(id));
    }

    private String text(String id) {
        return element(id).getText();
    }

    private List<WebElement> rows() {
        return browser.driver().findElements(By.cssSelector("#rows tr"));
    }

    /** The text of a row, read in one step: the page may remove a row between two. */
    private String rowText(int index) {
        return String.valueOf(browser.driver()
                .executeScript("return document.querySelectorAll('#rows tr')[arguments[0]]?.innerText", index));
    }

    private void awaitClients(int number) {
        await(number + " clients").until(() -> text("clients").equals(String.format("%,d", number)));
    }

    @ParameterizedTest
    @EnumSource(names = {"DESKTOP_DARK", "PHONE_LIGHT"})
    void anEmptyRelayIsShown(BrowserView view) {
        open(view);

        awaitClients(0);
        assertThat(text("caption")).isEqualTo("No clients");
        browser.keepScreenshot("status-0-" + view);
        browser.assertWellMade();
    }

    @ParameterizedTest
    @EnumSource
    void clientsAreShownWithTheNamesThatTheyChose(BrowserView view) {
        peers.register(ClientGeneration.V1_0);
        peers.register(ClientGeneration.V0_5);
        String name = HOSTILE_NAME + "\u202e" + "n".repeat(1_000 - HOSTILE_NAME.length() - 1);
        peers.open()
                .send(TestMessages.registration(
                        ClientGeneration.V1_0, UUID.randomUUID().toString(), name));
        open(view);

        awaitClients(3);
        assertThat(rows()).hasSize(3);
        assertThat(rowText(2)).contains(HOSTILE_NAME + "\\u202ennn").contains("…");
        assertThat(browser.driver().getTitle()).isEqualTo("Status – ProxyStore relay");
        assertThat(browser.driver().findElements(By.cssSelector("main img, main script")))
                .isEmpty();
        browser.keepScreenshot("status-3-" + view);
        browser.assertWellMade();
    }

    @Test
    void thousandsOfClientsAreFilteredSortedAndShownInPages() throws IOException {
        TestEndpoint first = peers.register(ClientGeneration.V0_5);
        try (Crowd crowd = Crowd.register(relay.address(), CROWD)) {
            for (BrowserView view : List.of(BrowserView.DESKTOP_LIGHT, BrowserView.PHONE_DARK)) {
                open(view);
                awaitClients(CROWD + 1);
                assertThat(rows()).hasSize(50);
                browser.keepScreenshot("status-5000-" + view);
                browser.assertWellMade();
            }
            element("next").click();
            await("the second page").until(() -> text("page").equals("Page 2 of 101"));
            browser.driver()
                    .findElement(By.cssSelector("[data-sort=generation]"))
                    .click();
            await("sorted by generation")
                    .until(() -> rowText(0).contains(first.uuid().toString()));
            WebElement header = browser.driver().findElement(By.cssSelector("th[aria-sort]"));
            assertThat(header.getText()).startsWith("Generation");
            assertThat(header.getDomAttribute("aria-sort")).isEqualTo("ascending");

            element("filter").sendKeys(first.uuid().toString().toUpperCase(Locale.ROOT));
            await("the filter").until(() -> text("caption").equals("Clients 1 to 1 of 1 that pass the filter"));
            assertThat(text("announcement")).isEqualTo(text("caption"));
            assertThat(crowd).isNotNull();
        }
    }

    @Test
    void theUuidOfAClientIsLookedUp() {
        TestEndpoint client = peers.register(ClientGeneration.V1_0);
        open(BrowserView.DESKTOP_LIGHT);

        element("uuid").sendKeys(client.uuid().toString().replace("-", ""), Keys.ENTER);
        await("the answer").until(() -> text("found").startsWith("Yes: "));
        element("uuid").clear();
        element("uuid").sendKeys(new UUID(0, 1).toString(), Keys.ENTER);
        await("the answer")
                .until(() -> text("found")
                        .equals("No client has registered 00000000-0000-0000-0000-000000000001 at this relay."));
        element("uuid").clear();
        element("uuid").sendKeys("endpoint", Keys.ENTER);
        await("the answer").until(() -> text("found").equals("This is no uuid."));
    }

    @Test
    void aClientIsDisconnectedWithTheKeyboardAfterAConfirmation() {
        TestEndpoint client = peers.register(ClientGeneration.V1_0);
        peers.register(ClientGeneration.V0_5);
        open(BrowserView.DESKTOP_LIGHT);
        awaitClients(2);

        WebElement button = rows().get(0).findElement(By.tagName("button"));
        assertThat(button.getAccessibleName()).contains(client.uuid().toString());
        button.sendKeys(Keys.ENTER);
        assertThat(element("confirm").isDisplayed()).isTrue();
        assertThat(text("confirm")).contains(client.uuid().toString(), "closed with 1001", "until it is restarted");
        assertThat(browser.driver().switchTo().activeElement().getText()).isEqualTo("Cancel");
        browser.keepScreenshot("status-confirm");
        browser.assertWellMade();
        browser.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
        assertThat(element("confirm").isDisplayed()).isFalse();
        assertThat(browser.driver().switchTo().activeElement()).isEqualTo(button);

        button.sendKeys(Keys.ENTER);
        browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
        assertThat(browser.driver().switchTo().activeElement().getText()).isEqualTo("Disconnect");
        browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);

        client.peer().expectClose(1001, "Disconnected by an administrator.");
        await("the announcement").until(() -> text("announcement").startsWith("Disconnected "));
        awaitClients(1);
        assertThat(browser.driver().switchTo().activeElement()).isEqualTo(element("clients-title"));
        await("the event").until(() -> text("events").contains("closed with 1001 Disconnected by an administrator."));
    }

    @Test
    void aRelayThatDoesNotAnswerIsNoticed() throws IOException {
        RelayUnderTest other = StandaloneRelay.start("standalone-browser-stopped", Map.of());
        try {
            browser.show(BrowserView.PHONE_DARK);
            browser.driver().get(other.address().page().resolve("status").toString());
            awaitClients(0);
        } finally {
            other.close();
        }

        await("the notice").until(() -> text("updated").startsWith("Not updated since "));
        assertThat(text("announcement")).isEqualTo("The relay does not answer.");
        assertThat(text("clients")).isEqualTo("0");
        browser.keepScreenshot("status-stopped");
        browser.assertWellMade();
    }

    @Test
    void allEventsOfARelayThatWasStartedAgainAreShown() {
        try (Chromium.PageScript again = browser.prepend(STARTED_AGAIN)) {
            assertThat(again).isNotNull();
            open(BrowserView.DESKTOP_LIGHT);

            await("the events of the second process")
                    .until(() -> text("events").matches("(?s).*second 3.*second 2.*second 1.*"));
            assertThat(text("events")).doesNotContain("first");
        }
    }

    @Test
    void theFocusStaysWhileTheTableIsRefreshed() {
        for (int i = 0; i < 3; i++) {
            peers.register(ClientGeneration.V1_0);
        }
        open(BrowserView.DESKTOP_LIGHT);
        awaitClients(3);
        WebElement button = rows().get(1).findElement(By.tagName("button"));
        browser.driver().executeScript("arguments[0].focus()", button);
        peers.register(ClientGeneration.V1_0);
        awaitClients(4);

        assertThat(browser.driver().switchTo().activeElement()).isEqualTo(button);
        browser.driver().findElement(By.cssSelector("[data-sort=since]")).click();
        browser.driver().executeScript("arguments[0].focus()", button);
        await("the reverse order")
                .until(() -> rows().get(2).findElement(By.tagName("button")).equals(button));
        assertThat(browser.driver().switchTo().activeElement()).isEqualTo(button);
    }
}
