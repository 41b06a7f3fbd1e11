package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of the opening handshake: what web pages and odd clients send. */
interface HandshakeScenarios extends Scenarios {
    int ODD_HANDSHAKES = 20;
    int LONG_TOKEN = 48 * 1024;

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1", "http://localhost:1", "x"})
    default void aHandshakeFromAForeignWebPageIsRefused(String origin) {
        assertThat(peers().handshake().header("Origin", origin).answer().status())
                .isEqualTo(403);
    }

    @Test
    default void aWebPageOfTheRelaysOwnOriginMayConnect() {
        String authority = relay().url().getAuthority();
        String scheme = relay().page().getScheme();

        TestEndpoint page = peers().register(
                        ClientGeneration.V1_0, peers().handshake().header("Origin", scheme + "://" + authority));

        page.assertRegisteredAndQuiet();
        Handshake.ReceivedAnswer withToken = peers().handshake()
                .header("Origin", scheme + "://" + authority)
                .header("Sec-WebSocket-Protocol", "other, proxystore-relay, proxystore-relay.bearer.dG9rZW4")
                .answer();
        assertThat(withToken.status()).isEqualTo(101);
        assertThat(withToken.headers()).containsEntry("sec-websocket-protocol", "proxystore-relay");
    }

    /** Users with many groups have such tokens. */
    @Test
    default void aTokenOf48KilobytesIsAccepted() {
        assertThat(peers().handshake()
                        .header("Authorization", "Bearer " + "t".repeat(LONG_TOKEN))
                        .answer()
                        .status())
                .isEqualTo(101);
    }

    @Test
    default void aHandshakeOfAnotherVersionReadsTheVersionOfTheRelay() {
        Handshake.ReceivedAnswer answer =
                peers().handshake().header("Sec-WebSocket-Version", "8").answer();

        assertThat(answer.status()).isEqualTo(426);
        assertThat(answer.headers()).containsEntry("sec-websocket-version", "13");
    }

    @ParameterizedTest
    @CsvSource({
        "X-Tyrus-Tracing-Threshold, n0threshold",
        "X-Tyrus-Tracing-Accept, n0accept",
        "tyrus-cluster-connection-id, n0connection",
        "Sec-WebSocket-Extensions, 'n0extension;=;\",,('",
        "Sec-WebSocket-Protocol, 'n0protocol,,;\"'",
    })
    default void headersThatContainersUseThemselvesAreNotLogged(String header, String start) {
        for (int i = 0; i < ODD_HANDSHAKES; i++) {
            peers().handshake().header(header, start + "x".repeat(2_000)).answer();
        }
        TestEndpoint later = peers().register(ClientGeneration.V1_0);
        later.assertRegisteredAndQuiet();

        assertThat(running().process().log()).doesNotContain(start.substring(0, 6));
    }
}
