package proxystore.relay.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.config.AuthMethod;
import proxystore.relay.config.ProxyConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.endpoint.RequestHead;
import proxystore.relay.endpoint.Requests;

class WelcomePageTest {
    private static final ProxyConfig TRUSTED =
            RelayConfig.of(Map.of("proxy.trusted", "127.0.0.1")).proxy();
    private static final String PLACEHOLDER = "--relay-address ws://HOST:PORT/ --no-relay-auth\n";

    private static String page(boolean secure, String path, Map<String, String> headers, AuthMethod users) {
        return WelcomePage.text(request("127.0.0.1", secure, path, headers), TRUSTED, users);
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
        assertThat(WelcomePage.text(request("192.0.2.1", false, "", headers), TRUSTED, AuthMethod.NONE))
                .contains("--relay-address ws://relay/ ");
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
        assertThat(WelcomePage.text(twoHosts, TRUSTED, AuthMethod.NONE)).contains(PLACEHOLDER);
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
