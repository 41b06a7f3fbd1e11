package proxystore.relay.auth.provider;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.LogLines;
import proxystore.relay.auth.UnavailableException;
import proxystore.relay.config.ProviderConfig.Given;
import proxystore.relay.config.ProxyUrl;
import proxystore.relay.config.ProxyUrl.ProxyCredentials;
import proxystore.relay.config.Secret;
import proxystore.relay.standalone.tls.TestCertificates;

class IdentityProviderClientTest {
    private static final String AUTHORIZATION = "Basic cmVsYXk6dGhlLWNsaWVudHMtc2VjcmV0";

    private static final int MAX_ANSWER_BYTES = 1 << 20;

    private final ProviderStub provider = new ProviderStub();
    private IdentityProviderClient client =
            new IdentityProviderClient(Duration.ofSeconds(10), MAX_ANSWER_BYTES, ProviderRoute.DIRECT);

    @RegisterExtension
    private final LogLines lines = new LogLines(IdentityProviderClient.class);

    @AfterEach
    void assertNoThreadIsLeft() {
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
        return client.post(provider.url("/introspect"), AUTHORIZATION, "token=the-token");
    }

    private void assertUnavailable(String... parts) {
        assertThatThrownBy(this::post)
                .isInstanceOf(UnavailableException.class)
                .hasMessageContainingAll(parts)
                .satisfies(failure -> assertThat(failure.toString())
                        .doesNotContain("the-token")
                        .doesNotContain(AUTHORIZATION));
    }

    private void impatient() {
        client.close();
        client = new IdentityProviderClient(Duration.ofMillis(200), MAX_ANSWER_BYTES, ProviderRoute.DIRECT);
    }

    @Test
    void formIsPostedWithTheAuthorization() throws Exception {
        provider.answer("{}");
        assertThat(post()).isEqualTo("{}");
        assertThat(provider.asked())
                .containsExactly(new ProviderStub.Asked("POST", "/introspect", AUTHORIZATION, "token=the-token"));
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
    void refusedClientCredentialsAreUnavailableWithTheReason(int status) {
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

    /** An Error ends the selector as an interrupt does. */
    @Test
    void clientWhoseSelectorHasEndedIsReplacedOnce() throws Exception {
        Set<Thread> others = selectors();
        client.close();
        client = new IdentityProviderClient(Duration.ofSeconds(2), MAX_ANSWER_BYTES, ProviderRoute.DIRECT);
        provider.answer("{}");
        Set<Thread> own = selectors();
        own.removeAll(others);
        assertThat(own).hasSize(1);
        own.forEach(Thread::interrupt);
        await().until(() -> own.stream().noneMatch(Thread::isAlive));

        assertUnavailable("the identity provider at");

        assertThat(post()).isEqualTo("{}");
        assertThat(lines.get()).filteredOn(line -> line.contains("is replaced")).hasSize(1);
    }

    private static Set<Thread> selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("HttpClient-\\d+-SelectorManager"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Its client is not at fault. */
    @Test
    void silenceOfTheProviderReplacesNoClient() {
        impatient();
        provider.answer(provider.silence());
        assertUnavailable("did not answer within 0.2 s");
        assertThat(lines.get()).filteredOn(line -> line.contains("is replaced")).isEmpty();
    }

    @Test
    void missingAnswerIsUnavailable() {
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
    void refusedConnectionIsUnavailable() {
        provider.close();
        assertUnavailable("cannot be reached");
    }

    @Test
    void longestAnswerIsAcceptedAndALongerOneIsNot() throws Exception {
        provider.answer("x".repeat(MAX_ANSWER_BYTES));
        assertThat(post()).hasSize(MAX_ANSWER_BYTES);
        provider.answer("x".repeat(MAX_ANSWER_BYTES + 1));
        assertUnavailable("longer than 1048576 bytes");
    }

    private static ProviderRoute through(int port, Optional<ProxyCredentials> login) {
        return new ProviderRoute(
                Optional.of(new Given<>(new ProxyUrl("127.0.0.1", port, login), "HTTPS_PROXY")), Optional.empty());
    }

    private static ProviderRoute trusting(TestCertificates certificates) throws IOException {
        return new ProviderRoute(
                Optional.empty(),
                Optional.of(new ProviderRoute.TrustedAuthorities(
                        CertificateAuthorities.read(certificates.certfile()), "ca.pem (SSL_CERT_FILE)")));
    }

    private void use(ProviderRoute route) {
        client.close();
        client = new IdentityProviderClient(Duration.ofSeconds(10), MAX_ANSWER_BYTES, route);
    }

    /** A host name that no DNS resolves: only the proxy can reach it. */
    private URI behindTheProxy() {
        return URI.create("http://provider.invalid:" + provider.port() + "/keys");
    }

    @Test
    void requestIsSentToTheProxy() throws Exception {
        provider.answer("{}");
        try (ProxyStub proxy = new ProxyStub()) {
            use(through(proxy.port(), Optional.empty()));
            assertThat(client.get(behindTheProxy())).isEqualTo("{}");
            assertThat(proxy.asked()).containsExactly("GET " + behindTheProxy() + " HTTP/1.1");
            assertThat(provider.asked()).hasSize(1);
        }
    }

    @Test
    void proxyThatRequiresCredentialsReceivesThem() throws Exception {
        provider.answer("{}");
        try (ProxyStub proxy = new ProxyStub("relay:the-proxys-password")) {
            use(through(proxy.port(), Optional.of(new ProxyCredentials("relay", new Secret("the-proxys-password")))));
            assertThat(client.get(behindTheProxy())).isEqualTo("{}");
            assertThat(provider.asked()).hasSize(1);
        }
    }

    @Test
    void proxyThatRefusesTheCredentialsIsNamedWithoutThem() {
        try (ProxyStub proxy = new ProxyStub("relay:another")) {
            use(through(proxy.port(), Optional.of(new ProxyCredentials("relay", new Secret("the-proxys-password")))));
            assertThatThrownBy(() -> client.get(behindTheProxy()))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContainingAll("http://127.0.0.1:" + proxy.port() + " (HTTPS_PROXY)")
                    .hasMessageNotContaining("the-proxys-password");
            assertThat(lines.get())
                    .singleElement(as(STRING))
                    .contains("(HTTPS_PROXY)")
                    .doesNotContain("the-proxys-password");
        }
    }

    @Test
    void unreachableProxyIsNamedInTheLogOnce() {
        int closedPort;
        try (ProxyStub gone = new ProxyStub()) {
            closedPort = gone.port();
        }
        use(through(closedPort, Optional.empty()));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> client.get(behindTheProxy()))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageStartingWith("the identity provider at http://provider.invalid:" + provider.port()
                            + ", asked through the proxy http://127.0.0.1:" + closedPort
                            + " (HTTPS_PROXY), cannot be reached: ");
        }
        assertThat(lines.get())
                .singleElement(as(STRING))
                .startsWith("WARN No credentials can be checked: the identity provider at ");
    }

    @Test
    void outageIsLoggedAgainAfterASuccess() throws Exception {
        for (int i = 1; i <= 2; i++) {
            provider.answer(ProviderStub.status(500, ""));
            assertUnavailable("status 500");
            assertUnavailable("status 500");
            assertThat(lines.get()).hasSize(i);
            provider.answer("{}");
            post();
        }
    }

    @Test
    void certificateOfAPrivateAuthorityIsTrustedDirectlyAndThroughAProxy(@TempDir Path directory) throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        try (ProviderStub secure = new ProviderStub(certificates.serving());
                ProxyStub proxy = new ProxyStub()) {
            secure.answer("{}");
            use(trusting(certificates));
            assertThat(client.get(secure.url("/keys"))).isEqualTo("{}");
            use(new ProviderRoute(
                    through(proxy.port(), Optional.empty()).proxy(),
                    trusting(certificates).trust()));
            assertThat(client.get(secure.url("/keys"))).isEqualTo("{}");
            assertThat(proxy.asked()).containsExactly("CONNECT 127.0.0.1:" + secure.port() + " HTTP/1.1");
        }
    }

    @Test
    void untrustedCertificateIsReportedWithItsRemedy(@TempDir Path directory) throws Exception {
        TestCertificates shown = TestCertificates.in(Files.createDirectory(directory.resolve("shown")));
        TestCertificates others = TestCertificates.in(Files.createDirectory(directory.resolve("others")));
        try (ProviderStub secure = new ProviderStub(shown.serving())) {
            assertThatThrownBy(() -> client.get(secure.url("/keys")))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContainingAll(
                            "not signed by an authority of this JVM; ", "auth.ca_file", "SSL_CERT_FILE");
            use(trusting(others));
            assertThatThrownBy(() -> client.get(secure.url("/keys")))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("not signed by an authority of ca.pem (SSL_CERT_FILE); ");
        }
    }
}
