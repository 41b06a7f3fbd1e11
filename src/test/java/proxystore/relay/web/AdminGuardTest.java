package proxystore.relay.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.Relay;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.tokenfile.TokenFileEditor;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.endpoint.RequestHead;
import proxystore.relay.events.RecordingEvents;
import proxystore.relay.routing.PeerNetwork;

class AdminGuardTest {
    private static final String ELSEWHERE = "192.0.2.1";
    private static final String HERE = "127.0.0.1";

    private final RecordingEvents events = new RecordingEvents();

    @TempDir
    private Path directory;

    private AdminGuard guard(Map<String, String> settings) {
        return AdminGuard.of(new Relay(RelayConfig.of(settings), Authenticator.NONE, PeerNetwork.LOCAL_ONLY, events));
    }

    private static PageRequest request(String remoteHost, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(Map.of("Host", "localhost:8765"));
        all.putAll(headers);
        return PageRequest.withoutUser(new RequestHead(
                new RequestHead.RequestLine("GET", "", "/metrics", "HTTP/1.1"),
                false,
                remoteHost,
                1,
                name -> all.containsKey(name) ? List.of(all.get(name)) : List.of()));
    }

    /** 200 if the guard lets the request pass. */
    private static int status(AdminGuard guard, PageRequest request) {
        return guard.refusal(request).map(Page::status).orElse(200);
    }

    private Path tokensFile(String user, String[] token) throws Exception {
        Path file = directory.resolve("admins");
        token[0] = TokenFileEditor.add(file, user, "");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofMinutes(1))));
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost:8765, 200",
        "127.9.9.9, 127.0.0.1, 200",
        "0:0:0:0:0:0:0:1, [::1]:8765, 200",
        "::1, localhost, 200",
        "192.0.2.1, localhost, 403",
        "127.0.0.1, rebound.example, 403",
        "127.0.0.1, localhost.example, 403",
    })
    void byDefaultTheMachineItselfIsAnAdministrator(String remoteHost, String host, int status) {
        assertThat(status(guard(Map.of()), request(remoteHost, Map.of("Host", host))))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"})
    void aForwardedRequestIsNotOfTheMachine(String header) {
        Map<String, String> headers = Map.of(header, "127.0.0.1");

        assertThat(status(guard(Map.of()), request(HERE, headers))).isEqualTo(403);
        assertThat(status(guard(Map.of("proxy.trusted", "127.0.0.1")), request(HERE, headers)))
                .isEqualTo(403);
    }

    @Test
    void withoutAccessNobodyIsAnAdministrator() {
        assertThat(status(guard(Map.of("admin.access", "[]")), request(HERE, Map.of())))
                .isEqualTo(403);
    }

    @Test
    void theRoleOfTheContainerCountsOnlyIfItIsConfigured() {
        PageRequest withRole = new PageRequest(request(ELSEWHERE, Map.of()).head(), "", "", () -> true);

        assertThat(status(guard(Map.of("admin.access", "role")), withRole)).isEqualTo(200);
        assertThat(status(guard(Map.of()), withRole)).isEqualTo(403);
        assertThat(status(guard(Map.of("admin.access", "role")), request(HERE, Map.of())))
                .isEqualTo(403);
    }

    @Test
    void aTokenIsAcceptedAsBearerAndAsPassword() throws Exception {
        String[] token = new String[1];
        Path file = tokensFile("alice", token);
        AdminGuard guard = guard(Map.of("admin.access", "token", "admin.tokens_file", file.toString()));
        String basic = Base64.getEncoder().encodeToString(("any:" + token[0]).getBytes(StandardCharsets.UTF_8));

        assertThat(status(guard, request(ELSEWHERE, Map.of("Authorization", "Bearer " + token[0]))))
                .isEqualTo(200);
        assertThat(status(guard, request(ELSEWHERE, Map.of("Authorization", "basic " + basic))))
                .isEqualTo(200);
        assertThat(guard.refusal(request(HERE, Map.of())))
                .get()
                .satisfies(page -> assertThat(page.status()).isEqualTo(401))
                .satisfies(page -> assertThat(page.headers().get("WWW-Authenticate"))
                        .startsWith("Basic ")
                        .contains("Bearer "));
        assertThat(events.get()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer a b", "Basic", "Basic ====", "Basic bm9jb2xvbg==", "Digest x", ""})
    void unreadableCredentialsAreNone(String authorization) throws Exception {
        Path file = tokensFile("alice", new String[1]);
        AdminGuard guard = guard(Map.of("admin.access", "token", "admin.tokens_file", file.toString()));

        assertThat(status(guard, request(ELSEWHERE, Map.of("Authorization", authorization))))
                .isEqualTo(401);
        assertThat(events.get()).isEmpty();
    }

    @Test
    void anAddressWithTooManyWrongTokensIsThrottled() throws Exception {
        String[] token = new String[1];
        Path file = tokensFile("alice", token);
        AdminGuard guard = guard(Map.of(
                "admin.access", "token",
                "admin.tokens_file", file.toString(),
                "admin.max_failures_per_minute", "3"));
        PageRequest wrong = request(ELSEWHERE, Map.of("Authorization", "Bearer wrong"));
        for (int i = 0; i < 3; i++) {
            assertThat(status(guard, wrong)).isEqualTo(401);
        }

        assertThat(guard.refusal(wrong))
                .get()
                .satisfies(page -> assertThat(page.status()).isEqualTo(429))
                .satisfies(page -> assertThat(page.headers()).containsEntry("Retry-After", "60"));
        assertThat(status(guard, request("192.0.2.2", Map.of("Authorization", "Bearer " + token[0]))))
                .isEqualTo(200);
        assertThat(events.get()).containsExactly("refused ADMIN_TOKEN", "refused ADMIN_TOKEN", "refused ADMIN_TOKEN");
    }

    @Test
    void aFileOfAdministratorsThatIsMissingOrMalformedEndsTheStart() throws Exception {
        String missing = directory.resolve("missing").toString();
        Map<String, String> settings = Map.of("admin.access", "token", "admin.tokens_file", missing);

        assertThatThrownBy(() -> guard(settings))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("admin.tokens_file: ");
    }

    @ParameterizedTest
    @CsvSource({"admin.access, token, admin.access", "admin.tokens_file, /some/file, admin.tokens_file"})
    void tokensAndTheirFileGoTogether(String key, String value, String named) {
        assertThatThrownBy(() -> RelayConfig.of(Map.of(key, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(named + ": ");
    }

    @Test
    void aViewerWithoutCredentialsElsewhereIsNotShownWhatItMayNotSee() {
        assertThat(guard(Map.of()).mayAdmit(request(ELSEWHERE, Map.of("Authorization", "Bearer x"))))
                .isFalse();
        assertThat(guard(Map.of()).mayAdmit(request(HERE, Map.of()))).isTrue();
        assertThat(Optional.of(guard(Map.of("admin.access", "[]")).mayAdmit(request(HERE, Map.of()))))
                .contains(false);
    }
}
