package proxystore.relay.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderClientTest {
    private static final ClientCredentials CREDENTIALS = new ClientCredentials("relay", "the-clients-secret");

    private static final int MAX_ANSWER_BYTES = 1 << 20;

    private final ProviderStub provider = new ProviderStub();
    private ProviderClient client = new ProviderClient(Duration.ofSeconds(10), MAX_ANSWER_BYTES);

    @AfterEach
    void assertNoThreadOfOursIsLeft() {
        provider.close();
        client.close();
        await().until(
                        () -> Thread.getAllStackTraces().keySet().stream()
                                .map(Thread::getName)
                                .filter(name -> name.startsWith("relay-auth-http-"))
                                .toList(),
                        List::isEmpty);
    }

    private String post() throws UnavailableException, InterruptedException {
        return client.post(provider.url("/introspect"), CREDENTIALS, "token=the-token");
    }

    private void assertUnavailable(String... parts) {
        assertThatThrownBy(this::post)
                .isInstanceOf(UnavailableException.class)
                .hasMessageContainingAll(parts)
                .satisfies(failure -> assertThat(failure.toString())
                        .doesNotContain("the-token")
                        .doesNotContain("the-clients-secret")
                        .doesNotContain(CREDENTIALS.basic()));
    }

    private void impatient() {
        client.close();
        client = new ProviderClient(Duration.ofMillis(200), MAX_ANSWER_BYTES);
    }

    @Test
    void questionIsPostedWithTheRelaysCredentials() throws Exception {
        provider.answer("{}");
        assertThat(post()).isEqualTo("{}");
        assertThat(provider.asked())
                .containsExactly(new ProviderStub.Asked("POST", "/introspect", CREDENTIALS.basic(), "token=the-token"));
    }

    @Test
    void documentIsFetchedWithoutCredentials() throws Exception {
        provider.answer("{\"keys\":[]}");
        assertThat(client.get(provider.url("/keys"))).isEqualTo("{\"keys\":[]}");
        assertThat(provider.asked()).containsExactly(new ProviderStub.Asked("GET", "/keys", null, ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 400, 404, 429, 500, 502, 503})
    void otherStatusIsUnavailable(int status) {
        provider.answer(ProviderStub.status(status, status == 204 ? "" : "{\"active\": false}"));
        assertUnavailable("status " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void refusalOfTheRelayItselfIsUnavailableAndSaysSo(int status) {
        provider.answer(ProviderStub.status(status, "{}"));
        assertUnavailable("status " + status, "the relay's own client credentials");
    }

    @Test
    void redirectIsNotFollowed() {
        try (ProviderStub elsewhere = new ProviderStub()) {
            elsewhere.answer("{}");
            provider.answer(ProviderStub.redirect(elsewhere.url("/")));
            assertUnavailable("status 307", "redirects are not followed");
            assertThat(elsewhere.asked()).isEmpty();
        }
    }

    @Test
    void silenceIsUnavailable() {
        impatient();
        provider.answer(provider.silence());
        assertUnavailable("did not answer within 0.2 s");
    }

    @Test
    void answerThatDoesNotEndIsUnavailable() {
        impatient();
        provider.answer(provider.stall());
        assertUnavailable("did not answer within 0.2 s");
    }

    @Test
    void nobodyThereIsUnavailable() {
        provider.close();
        assertUnavailable("cannot be asked");
    }

    @Test
    void longestAnswerIsTakenAndALongerOneIsNot() throws Exception {
        provider.answer("x".repeat(MAX_ANSWER_BYTES));
        assertThat(post()).hasSize(MAX_ANSWER_BYTES);
        provider.answer("x".repeat(MAX_ANSWER_BYTES + 1));
        assertUnavailable("longer than 1048576 bytes");
    }
}
