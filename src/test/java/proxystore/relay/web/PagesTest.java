package proxystore.relay.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.endpoint.RefusedHandshake;
import proxystore.relay.endpoint.RequestHead.RequestLine;
import proxystore.relay.endpoint.Requests;
import proxystore.relay.events.Refusal;
import proxystore.relay.message.CloseStatus;

class PagesTest {
    private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

    private final Relay relay = new Relay(RelayConfig.defaults());

    private static Page answer(Relay relay, String path) {
        return new Pages(relay).answer(Requests.get("", path, Map.of("Host", List.of("relay:8765"))));
    }

    @Test
    void theRootShowsTheWelcomePage() {
        Page page = answer(relay, "/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.type()).isEqualTo(PLAIN_TEXT);
        assertThat(page.body()).contains("--relay-address ws://relay:8765/ ");
    }

    @Test
    void otherPathsAreNotFound() {
        assertThat(answer(relay, "/other"))
                .isEqualTo(new Page(404, PLAIN_TEXT, Map.of(), "Nothing here. The relay is at /\n"));
        assertThat(answer(relay, "").status()).isEqualTo(404);
    }

    @Test
    void aRelayThatCannotServeShowsTheReason() {
        CloseStatus status = CloseStatus.misconfigured("port");

        assertThat(answer(Relay.refusing(status), "/"))
                .isEqualTo(new Page(503, PLAIN_TEXT, Map.of(), status.reason() + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "BLAH"})
    void otherMethodsThanGetAndHeadAreNotAllowed(String method) {
        Page page = new Pages(relay).answer(Requests.of(new RequestLine(method, "", "/", "HTTP/1.1"), Map.of()));

        assertThat(page.status()).isEqualTo(405);
        assertThat(page.headers()).isEqualTo(Map.of("Allow", "GET, HEAD"));
    }

    @Test
    void headIsAnsweredLikeGet() {
        assertThat(new Pages(relay).answer(Requests.of(new RequestLine("HEAD", "", "/", "HTTP/1.1"), Map.of())))
                .isEqualTo(new Pages(relay).answer(Requests.get("", "/", Map.of())));
    }

    @Test
    void aRefusedHandshakeShowsTheReason() {
        assertThat(Pages.refusedHandshake(new RefusedHandshake(Refusal.ORIGIN, 403, "Why.")))
                .isEqualTo(new Page(403, PLAIN_TEXT, Map.of(), "Why.\n"));
    }

    @Test
    void aHandshakeWithAnotherVersionReadsTheOneThatTheRelayHas() {
        assertThat(Pages.refusedHandshake(new RefusedHandshake(Refusal.HANDSHAKE, 426, "Why."))
                        .headers())
                .isEqualTo(Map.of("Sec-WebSocket-Version", "13"));
    }
}
