package proxystore.relay.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.message.CloseStatus;

class PagesTest {
    private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

    private final Relay relay = new Relay(RelayConfig.defaults());

    private static Page answer(Relay relay, String path) {
        return new Pages(relay).answer(new PageRequest(path, "", false, "127.0.0.1", name -> List.of("relay:8765")));
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
        assertThat(answer(relay, "/other")).isEqualTo(new Page(404, PLAIN_TEXT, "Nothing here. The relay is at /\n"));
        assertThat(answer(relay, "").status()).isEqualTo(404);
    }

    @Test
    void aRelayThatCannotServeShowsTheReason() {
        CloseStatus status = CloseStatus.misconfigured("port");

        assertThat(answer(Relay.refusing(status), "/")).isEqualTo(new Page(503, PLAIN_TEXT, status.reason() + "\n"));
    }

    @Test
    void aRefusedHandshakeShowsTheReason() {
        assertThat(Pages.refusedHandshake("why\n")).isEqualTo(new Page(403, PLAIN_TEXT, "why\n"));
    }
}
