package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.By;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.metrics.Scraped;
import proxystore.relay.standalone.tls.TestCertificates;

/**
 * The welcome page and the check page of the standalone relay in a real browser, as a desktop and a phone show them, in light and
 * dark colours. The check succeeds, and it explains why it does not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserPagesIT {
    /** Its base64 has characters that a subprotocol may not have. */
    private static final String TOKEN = "~~~A-token_of.alice+/==";

    /** Makes the page wait a twentieth of its limits. */
    private static final String HASTY = "const timer = window.setTimeout;"
            + "window.setTimeout = (call, limit, ...rest) => timer(call, limit / 20, ...rest);";

    private Chromium browser;
    private RelayUnderTest relay;
    private RelayUnderTest relayWithUsers;

    @BeforeAll
    void startRelaysAndBrowser() throws IOException {
        Chromium.assumeInstalled();
        relay = StandaloneRelay.start("standalone-browser-pages", Map.of());
        Path directory = Artifacts.emptyDirectory("standalone-check-users");
        Path tokens = Files.writeString(directory.resolve("tokens"), "alice " + new BearerToken(TOKEN).sha256() + "\n");
        TestCertificates certificates = TestCertificates.in(directory);
        relayWithUsers = StandaloneRelay.startTls(
                "standalone-check-users",
                Map.of("RELAY_AUTH_METHOD", "tokens", "RELAY_AUTH_KWARGS_TOKENS_FILE", tokens.toString()),
                certificates.certfile(),
                certificates.keyfile(),
                certificates.trusting());
        browser = Chromium.start("chromium-pages", "--ignore-certificate-errors");
    }

    @AfterAll
    void stopRelaysAndBrowser() {
        if (browser != null) {
            browser.close();
        }
        for (RelayUnderTest started : new RelayUnderTest[] {relay, relayWithUsers}) {
            if (started != null) {
                started.close();
            }
        }
    }

    @AfterEach
    void assertThatThePolicyHeld() {
        browser.assertNoPolicyViolation();
    }

    private static void assertNothingLeft(RelayUnderTest checked) {
        HttpClient client = checked.address().http();
        HttpRequest request = HttpRequest.newBuilder(checked.address().page().resolve("metrics"))
                .build();
        await("the end of the check's connections").until(() -> {
            Scraped scraped = new Scraped(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
            return scraped.value("relay_connections") == 0
                    && scraped.value("relay_clients{generation=\"0.5\"}") == 0
                    && scraped.value("relay_clients{generation=\"1.0\"}") == 0;
        });
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

    @ParameterizedTest
    @EnumSource
    void twoPeersInTheBrowserMeetThroughTheRelayInBothGenerations(BrowserView view) {
        browser.show(view);
        BrowserCheck check = BrowserCheck.open(browser, relay.address().page());
        assertThat(check.asksForToken()).isFalse();

        check.run().passed("1.0", "0.5");

        assertThat(check.step("WebSocket"))
                .contains("Two connections to " + relay.address().url() + " are open.");
        assertThat(check.step("ICE candidates")).contains("host (IP address)", "Without a STUN server");
        assertThat(check.step("Data channel")).contains("from a host to a host candidate");
        browser.keepScreenshot("check-passed-" + view);
        browser.assertWellMade();
        browser.assertNoComplaints();
        assertNothingLeft(relay);
    }

    @Test
    void aTokenOpensARelayForUsersOverTls() {
        BrowserCheck check = BrowserCheck.open(browser, relayWithUsers.address().page());
        assertThat(check.asksForToken()).isTrue();

        check.token(TOKEN).run().passed("1.0", "0.5");

        assertThat(check.step("WebSocket"))
                .contains("Two connections to " + relayWithUsers.address().url() + " are open.");
        assertThat(relayWithUsers.process().log()).contains("user alice").doesNotContain(TOKEN);
        browser.assertNoComplaints();
        assertNothingLeft(relayWithUsers);
    }

    @ParameterizedTest
    @EnumSource(names = {"DESKTOP_LIGHT", "PHONE_DARK"})
    void aMissingTokenIsExplained(BrowserView view) {
        browser.show(view);
        BrowserCheck check =
                BrowserCheck.open(browser, relayWithUsers.address().page()).run();

        assertThat(check.failure())
                .startsWith("Registration")
                .contains(
                        "The relay is for users, and this page sent no token that it can read (4001).",
                        "Enter the token that your endpoint uses, then start again.");
        assertThat(check.verdict()).startsWith("No: generation 1.0 failed at “Registration”, generation 0.5 failed at");
        browser.keepScreenshot("check-failed-" + view);
        browser.assertWellMade();
        assertNothingLeft(relayWithUsers);
    }

    @Test
    void aWrongTokenIsExplained() {
        BrowserCheck check =
                BrowserCheck.open(browser, relayWithUsers.address().page()).token("wrong");

        assertThat(check.run().failure()).contains("The relay does not accept this token (4002).");
        assertNothingLeft(relayWithUsers);
    }

    @Test
    void aHostNameThatTheRelayDoesNotKnowIsExplained() throws IOException {
        String own = "Host: " + relay.address().url().getAuthority() + "\r\n";
        try (OddProxy proxy =
                OddProxy.changing(relay.address().url().getPort(), head -> head.replaceFirst("Host: \\S+\r\n", own))) {
            BrowserCheck check = BrowserCheck.open(browser, proxy.page()).run();

            assertThat(check.failure())
                    .startsWith("WebSocket")
                    .contains(
                            "The relay refuses WebSockets of this page, because it knows itself as “"
                                    + relay.address().url().getAuthority() + "” and you opened it as “"
                                    + proxy.page().getAuthority() + "”",
                            "or add \"" + origin(proxy.page()) + "\" to the setting origins.");
        }
        await("the line in the log").until(() -> relay.process().log().contains("Refused the handshake of a web page"));
        assertNothingLeft(relay);
    }

    private static String origin(URI page) {
        return page.toString().replaceFirst("/$", "");
    }

    @Test
    void aProxyThatLetsNoWebSocketThroughIsExplained() throws IOException {
        try (OddProxy proxy = OddProxy.changing(
                relay.address().url().getPort(), head -> head.replaceFirst("Upgrade: websocket\r\n", ""))) {
            BrowserCheck check = BrowserCheck.open(browser, proxy.page()).run();

            assertThat(check.failure())
                    .startsWith("WebSocket")
                    .contains("Pages of the relay arrive here and WebSockets do not");
            assertThat(check.step("Registration")).contains("skipped");
        }
        assertNothingLeft(relay);
    }

    @Test
    void aStunServerThatIsNoneIsExplained() {
        BrowserCheck check = BrowserCheck.open(browser, relay.address().page()).stunServer("nonsense");

        assertThat(check.run().failure())
                .startsWith("ICE candidates")
                .contains("The browser does not accept “nonsense” as a STUN server.");
        assertNothingLeft(relay);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1001|The relay closed the connection, because it is stopping (1001). The relay’s reason: “Why.”",
                "1008|The server in front of the relay closed the connection by a rule of its own (1008)",
                "1011|The relay failed to process a message, or this browser did not answer (1011).",
                "1013|The relay refuses more work at the moment (1013). The relay’s reason: “Why.”",
                "4000|The relay did not understand the registration (4000).",
                "4004|Another connection registered the same random uuid (4004).",
                "4999|The connection was closed with code 4999. The relay’s reason: “Why.”",
            })
    void aCloseIsExplained(int code, String explanation) throws IOException {
        try (OddProxy proxy = OddProxy.closing(relay.address().url().getPort(), code, "Why.")) {
            assertThat(BrowserCheck.open(browser, proxy.page()).run().failure())
                    .startsWith("Registration")
                    .contains(explanation);
        }
    }

    @Test
    void aCutIsExplained() throws IOException {
        try (OddProxy proxy = OddProxy.cutting(relay.address().url().getPort())) {
            assertThat(BrowserCheck.open(browser, proxy.page()).run().failure())
                    .startsWith("Registration")
                    .contains("The connection was cut without a close (1006): by a proxy or firewall on the way");
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsExplained() throws IOException {
        try (Chromium.PageScript hasty = browser.prepend(HASTY);
                OddProxy proxy = OddProxy.silent(relay.address().url().getPort())) {
            assertThat(hasty).isNotNull();
            assertThat(BrowserCheck.open(browser, proxy.page()).run().failure())
                    .startsWith("Registration")
                    .contains("The relay has not answered for 10 s after the registration.");
        }
    }

    @Test
    void aBrowserWithoutWebRtcIsExplained() {
        try (Chromium.PageScript without = browser.prepend("delete window.RTCPeerConnection")) {
            assertThat(without).isNotNull();
            assertThat(BrowserCheck.open(browser, relay.address().page()).run().failure())
                    .startsWith("ICE candidates")
                    .contains("This browser has no WebRTC, or it is switched off.");
        }
        assertNothingLeft(relay);
    }

    @Test
    void peersThatFindNoWayToEachOtherAreExplained() {
        String deaf = HASTY + "const set = RTCPeerConnection.prototype.setRemoteDescription;"
                + "RTCPeerConnection.prototype.setRemoteDescription = function ({type, sdp}) {"
                + "  return set.call(this, {type, sdp: sdp.replaceAll(/a=candidate:.*\\r\\n/g, '')});"
                + "};";
        try (Chromium.PageScript without = browser.prepend(deaf)) {
            assertThat(without).isNotNull();
            assertThat(BrowserCheck.open(browser, relay.address().page()).run().failure())
                    .startsWith("Data channel")
                    .contains(
                            "Offer and answer arrived, and yet the two peers in this browser found no way to each other.");
        }
        assertNothingLeft(relay);
    }

    @Test
    void aMessageThatIsTooLongAndARelayThatHasStoppedAreExplained() throws IOException {
        BrowserCheck check;
        try (RelayUnderTest narrow =
                StandaloneRelay.start("standalone-check-narrow", Map.of("RELAY_MAX_MESSAGE_BYTES", "300"))) {
            check = BrowserCheck.open(browser, narrow.address().page()).run();
            assertThat(check.failure())
                    .startsWith("Offer")
                    .contains(
                            "The relay refused the offer, because it is longer than the relay accepts (4003).",
                            "can raise max_message_bytes");
            assertThat(check.verdict()).contains("generation 0.5 failed at “Offer”");
            assertNothingLeft(narrow);
        }

        assertThat(check.run().failure())
                .startsWith("WebSocket")
                .contains("The relay does not answer any more, although this page came from it: it has stopped");
        assertThat(check.verdict()).startsWith("No: generation 1.0 failed at “WebSocket”.");
    }
}
