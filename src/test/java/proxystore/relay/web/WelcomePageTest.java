package proxystore.relay.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.Relay;
import proxystore.relay.config.AuthMethod;
import proxystore.relay.config.ProxyConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.endpoint.RequestHead;
import proxystore.relay.endpoint.Requests;

class WelcomePageTest {
    private static final ProxyConfig TRUSTED =
            RelayConfig.of(Map.of("proxy.trusted", "127.0.0.1")).proxy();
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private static final String PLACEHOLDER = "--relay-address ws://HOST:PORT/ --no-relay-auth\n";

    private static String page(boolean secure, String path, Map<String, String> headers, AuthMethod users) {
        return page(request("127.0.0.1", secure, path, headers), users);
    }

    private static String page(RequestHead head, AuthMethod users) {
        return WelcomePage.text(EntryAddress.of(head, TRUSTED), users);
    }

    private static RequestHead request(String remoteHost, boolean secure, String path, Map<String, String> headers) {
        return new RequestHead(
                new RequestHead.RequestLine("GET", path, "/", "HTTP/1.1"),
                secure,
                remoteHost,
                1,
                name -> headers.containsKey(name) ? List.of(headers.get(name)) : List.of());
    }

    @Test
    void showsTheCommandsForTheAddressOfTheRequest() {
        assertThat(page(false, "", Map.of("Host", "relay.example.org:8765"), AuthMethod.NONE))
                .startsWith("This is a relay server for ProxyStore endpoints.")
                .contains(
                        "configure my-endpoint --relay-address ws://relay.example.org:8765/ --no-relay-auth\n",
                        "configure my-endpoint --relay-server ws://relay.example.org:8765/\n",
                        "configure my-endpoint --server ws://relay.example.org:8765/\n");
        assertThat(page(true, "/relay", Map.of("Host", "[2001:db8::1]"), AuthMethod.NONE))
                .contains("--relay-address wss://[2001:db8::1]/relay/ --no-relay-auth\n");
    }

    @Test
    void globusUsersSeeNoCommandWithoutAuthentication() {
        assertThat(page(true, "", Map.of("Host", "relay"), AuthMethod.GLOBUS))
                .contains("proxystore-globus-auth login", "--relay-address wss://relay/\n")
                .doesNotContain("--no-relay-auth", "--server", "--relay-server");
    }

    @ParameterizedTest
    @EnumSource(names = {"JWT", "TOKENS", "CONTAINER"})
    void otherUsersReadThatStockEndpointsSendNoSuchCredentials(AuthMethod users) {
        assertThat(page(true, "", Map.of("Host", "relay"), users))
                .contains("RelayClient(\"wss://relay/\", extra_headers=")
                .doesNotContain("--no-relay-auth", "proxystore-endpoint configure");
    }

    @Test
    void theSchemeThatATrustedProxyReportsIsShown() {
        Map<String, String> headers = Map.of("Host", "relay", "X-Forwarded-Proto", "HTTPS");

        assertThat(page(false, "", headers, AuthMethod.NONE)).contains("--relay-address wss://relay/ ");
        assertThat(page(request("192.0.2.1", false, "", headers), AuthMethod.NONE))
                .contains("--relay-address ws://relay/ ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-Host|outside.example:443|ws://outside.example:443/",
                "Forwarded|for=192.0.2.7;host=\"outside.example\";proto=https|wss://outside.example/",
                "Forwarded|Proto=https|wss://relay/",
                "Forwarded|host=a, host=b|ws://relay/",
                "X-Forwarded-Host|a b|ws://HOST:PORT/",
            })
    void theHostThatATrustedProxyReportsIsShown(String header, String value, String address) {
        Map<String, String> headers = Map.of("Host", "relay", header, value);

        assertThat(EntryAddress.of(request("127.0.0.1", false, "", headers), TRUSTED))
                .isEqualTo(address);
        assertThat(EntryAddress.of(request("192.0.2.1", false, "", headers), TRUSTED))
                .isEqualTo("ws://relay/");
    }

    @Test
    void aBrowserGetsHtmlWithTheSameCommandsAndNothingFromElsewhere() {
        Page page = page(RelayConfig.defaults(), "192.0.2.1", Map.of("Host", "relay", "Accept", BROWSER));

        assertThat(page.type()).isEqualTo("text/html; charset=utf-8");
        assertThat(page.headers())
                .containsEntry("Vary", "Accept")
                .hasEntrySatisfying(
                        "Content-Security-Policy", policy -> assertThat(policy).startsWith("default-src 'none'; "));
        assertThat(page.body())
                .contains("<code>ws://relay/</code>", "--relay-address ws://relay/ --no-relay-auth")
                .doesNotContain("{{", "http://", "https://", "<script", "style=");
    }

    @Test
    void aBrowserSeesLinksToThePagesOfItsViewer() {
        Map<String, String> headers = Map.of("Host", "127.0.0.1:8765", "Accept", BROWSER);
        String everyone = page(RelayConfig.defaults(), "192.0.2.1", headers).body();

        assertThat(everyone).contains("href=\"livez\"", "href=\"info\"").doesNotContain("href=\"metrics\"");
        assertThat(page(RelayConfig.defaults(), "127.0.0.1", headers).body()).contains("href=\"metrics\"");
        assertThat(page(RelayConfig.of(Map.of("pages", "info")), "192.0.2.1", headers)
                        .body())
                .contains("href=\"info\"")
                .doesNotContain("livez");
    }

    private static Page page(RelayConfig config, String remoteHost, Map<String, String> headers) {
        return Pages.of(new Relay(config), "none", Runnable::run)
                .answer(PageRequest.withoutUser(request(remoteHost, false, "", headers)))
                .toCompletableFuture()
                .join();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "relay/",
                "relay;rm",
                "<script>",
                "relay:http",
                "relay:1\n2",
                "[::1",
                "\u00fc",
                "a:1:2",
                "$(x)"
            })
    void aTextThatIsNoHostIsNotShown(String host) {
        assertThat(page(false, "", Map.of("Host", host), AuthMethod.NONE)).contains(PLACEHOLDER);
    }

    @Test
    void withoutOneHostAPlaceholderIsShown() {
        assertThat(page(false, "", Map.of(), AuthMethod.NONE)).contains(PLACEHOLDER);
        RequestHead twoHosts = Requests.get("", "/", Map.of("Host", List.of("a", "b")));
        assertThat(page(twoHosts, AuthMethod.NONE)).contains(PLACEHOLDER);
    }

    @ParameterizedTest
    @EnumSource
    void isPlainTextThatEveryTerminalShows(AuthMethod users) {
        String page = page(false, "", Map.of("Host", "relay"), users);

        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(page)).isTrue();
        assertThat(page.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        assertThat(page).endsWith("\n");
    }
}
