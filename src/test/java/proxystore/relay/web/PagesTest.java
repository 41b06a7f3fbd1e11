package proxystore.relay.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.servlet.annotation.WebServlet;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.endpoint.RefusedHandshake;
import proxystore.relay.endpoint.RequestHead.RequestLine;
import proxystore.relay.endpoint.Requests;
import proxystore.relay.events.Refusal;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.webapp.PageServlet;

class PagesTest {
    private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

    private final Relay relay = new Relay(RelayConfig.defaults());

    private static Page answer(Relay relay, String path) {
        return answer(relay, "GET", path);
    }

    private static Page answer(Relay relay, String method, String path) {
        return Pages.of(relay, "none", Runnable::run)
                .answer(PageRequest.withoutUser(Requests.of(
                        new RequestLine(method, "", path, "HTTP/1.1"), Map.of("Host", List.of("relay:8765")))))
                .toCompletableFuture()
                .join();
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
        Page page = answer(relay, "/other");

        assertThat(page.status()).isEqualTo(404);
        assertThat(page.body()).isEqualTo("Nothing here. The relay is at /\n");
        assertThat(answer(relay, "").status()).isEqualTo(404);
    }

    @Test
    void aRelayThatCannotServeShowsTheReason() {
        CloseStatus status = CloseStatus.misconfigured("port");
        Relay refusing = Relay.refusing(status);

        assertThat(answer(refusing, "/").status()).isEqualTo(503);
        assertThat(answer(refusing, "/").body()).isEqualTo(status.reason() + "\n");
        assertThat(answer(refusing, "/livez").status()).isEqualTo(200);
        assertThat(answer(refusing, "/readyz").status()).isEqualTo(503);
        assertThat(answer(refusing, "/readyz").body()).isEqualTo("misconfigured\n");
    }

    @ParameterizedTest
    @CsvSource({"/livez, live", "/readyz, ready"})
    void healthIsOneWord(String path, String word) {
        Page page = answer(relay, path);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.type()).isEqualTo(PLAIN_TEXT);
        assertThat(page.body()).isEqualTo(word + "\n");
    }

    @Test
    void aStoppedRelayIsLiveAndNotReady() {
        relay.close();

        assertThat(answer(relay, "/livez").status()).isEqualTo(200);
        assertThat(answer(relay, "/readyz").status()).isEqualTo(503);
        assertThat(answer(relay, "/readyz").body()).isEqualTo("stopping\n");
    }

    @Test
    void infoIsAJsonObject() {
        Page page = answer(relay, "/info");

        assertThat(page.type()).isEqualTo("application/json");
        try (JsonReader reader = Json.createReader(new StringReader(page.body()))) {
            JsonObject info = reader.readObject();
            assertThat(info.getString("name")).isEqualTo("relay");
            assertThat(info.getString("version")).isNotBlank();
            assertThat(info.getString("commit")).isNotBlank();
            assertThat(info.getString("readiness")).isEqualTo("ready");
            assertThat(info.getString("tls")).isEqualTo("none");
            assertThat(info.getJsonArray("generations")).hasToString("[\"0.5\",\"1.0\"]");
            assertThat(info.getInt("uptime_seconds")).isBetween(0, 600);
            assertThat(info.getJsonObject("limits").getInt("max_message_bytes"))
                    .isEqualTo(relay.config().maxMessageBytes());
            assertThat(info.getJsonObject("limits").keySet()).allSatisfy(key -> RelayConfig.of(Map.of(key, "2000")));
        }
    }

    @ParameterizedTest
    @CsvSource({"health, /livez", "health, /readyz", "info, /info", "check, /check", "check, /check.js"})
    void aPageThatIsSwitchedOffIsNotFound(String kind, String path) {
        Relay without = new Relay(RelayConfig.of(Map.of("pages", "metrics")));

        assertThat(answer(without, path).status()).as(kind).isEqualTo(404);
        assertThat(answer(without, "/").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "BLAH"})
    void otherMethodsThanGetAndHeadAreNotAllowed(String method) {
        Page page = answer(relay, method, "/");

        assertThat(page.status()).isEqualTo(405);
        assertThat(page.headers()).containsEntry("Allow", "GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/livez", "/other", "/relay.css", "/check", "/check.js"})
    void headIsAnsweredLikeGet(String path) {
        assertThat(answer(relay, "HEAD", path)).isEqualTo(answer(relay, path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/livez", "/info", "/relay.css", "/check", "/check.js", "/other"})
    void noPageIsCachedOrTakenForSomethingElse(String path) {
        assertThat(answer(relay, path).headers())
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("X-Content-Type-Options", "nosniff");
    }

    @Test
    void aPageThatTakesWorkIsMadeByTheExecutorAndAnsweredWith503PastItsQueue() {
        List<Runnable> queue = new ArrayList<>();
        Pages pages = Pages.of(relay, "none", page -> {
            if (!queue.isEmpty()) {
                throw new RejectedExecutionException();
            }
            queue.add(page);
        });
        PageRequest request = PageRequest.withoutUser(Requests.get("", "/info", Map.of()));
        CompletableFuture<Page> first = pages.answer(request).toCompletableFuture();
        CompletableFuture<Page> second = pages.answer(request).toCompletableFuture();
        CompletableFuture<Page> small = pages.answer(PageRequest.withoutUser(Requests.get("", "/livez", Map.of())))
                .toCompletableFuture();

        assertThat(first).isNotDone();
        assertThat(second.join().status()).isEqualTo(503);
        assertThat(second.join().headers()).containsEntry("Retry-After", "1");
        assertThat(small.join().status()).isEqualTo(200);
        queue.get(0).run();
        assertThat(first.join().status()).isEqualTo(200);
    }

    @Test
    void theServletHasThePathsOfAllPages() {
        String[] patterns = Objects.requireNonNull(PageServlet.class.getAnnotation(WebServlet.class))
                .value();

        assertThat(Pages.of(relay, "none", Runnable::run).paths())
                .containsExactlyInAnyOrderElementsOf(Stream.of(patterns)
                        .map(pattern -> pattern.isEmpty() ? "/" : pattern)
                        .toList());
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
