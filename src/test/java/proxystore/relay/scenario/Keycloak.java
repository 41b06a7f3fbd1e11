package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A real identity provider: Keycloak with the realm of {@code relay-realm.json}, on a free loopback port. */
final class Keycloak implements AutoCloseable {
    static final String CLIENT_ID = "relay";
    static final String CLIENT_SECRET = "the-relays-own-secret";

    private static final String ADMIN_PASSWORD = "admins-password";
    private static final Pattern STARTED = Pattern.compile("started in .* Listening on:");

    /** Its first start builds it anew; with two cores that others use too this takes more than a minute. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private final RelayProcess process;
    private final int port;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Queue<String> secrets = new ConcurrentLinkedQueue<>();

    /**
     * What a user got.
     *
     * @param access what an endpoint brings to the relay
     * @param refresh what ends the user's session
     */
    record Tokens(String access, String refresh) {}

    private Keycloak(RelayProcess process, int port) {
        this.process = process;
        this.port = port;
        secrets.add(CLIENT_SECRET);
        secrets.add(
                Base64.getEncoder().encodeToString((CLIENT_ID + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8)));
    }

    static Keycloak start() throws IOException {
        Path home = Artifacts.distribution("keycloak");
        Path imported = Files.createDirectories(home.resolve("data/import"));
        Files.copy(
                Path.of("src/test/resources/keycloak/relay-realm.json"),
                imported.resolve("relay-realm.json"),
                StandardCopyOption.REPLACE_EXISTING);
        int port = ContainerRelay.freePort();
        ProcessBuilder command = new ProcessBuilder(
                "bash",
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--db=dev-mem",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--import-realm");
        command.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "JAVA_OPTS_APPEND",
                        Artifacts.SHORT_LIVED_JVM,
                        "JAVA_OPTS_KC_HEAP",
                        "-Xms64m -Xmx512m",
                        "KC_BOOTSTRAP_ADMIN_USERNAME",
                        "admin",
                        "KC_BOOTSTRAP_ADMIN_PASSWORD",
                        ADMIN_PASSWORD));
        RelayProcess process = RelayProcess.launch("keycloak", Map.of(), command);
        try {
            Awaitility.await()
                    .atMost(START_LIMIT)
                    .until(() -> !process.process().isAlive()
                            || STARTED.matcher(process.log()).find());
        } catch (ConditionTimeoutException e) {
            // Told below, with the log.
        }
        process.awaitOutput(STARTED);
        return new Keycloak(process, port);
    }

    String issuer() {
        return "http://127.0.0.1:" + port + "/realms/relay";
    }

    String introspectionUrl() {
        return issuer() + "/protocol/openid-connect/token/introspect";
    }

    String keysUrl() {
        return issuer() + "/protocol/openid-connect/certs";
    }

    /** Everything that no relay may show: all tokens given so far, and the relay's own secret in both its forms. */
    Iterable<String> secrets() {
        return secrets;
    }

    Tokens login(String user, String program) {
        JsonObject answer = form(
                issuer() + "/protocol/openid-connect/token",
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        program,
                        "username",
                        user,
                        "password",
                        user + "s-password"));
        Tokens tokens = new Tokens(answer.getString("access_token"), answer.getString("refresh_token"));
        secrets.add(tokens.access());
        return tokens;
    }

    void logout(Tokens tokens, String program) {
        HttpResponse<String> answer = exchange(post(
                issuer() + "/protocol/openid-connect/logout",
                Map.of("client_id", program, "refresh_token", tokens.refresh())));
        assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(204);
    }

    /** From now on tokens are signed by another key; the old ones stay published. */
    void rotateKeys() {
        String admin = form(
                        "http://127.0.0.1:" + port + "/realms/master/protocol/openid-connect/token",
                        Map.of(
                                "grant_type", "password",
                                "client_id", "admin-cli",
                                "username", "admin",
                                "password", ADMIN_PASSWORD))
                .getString("access_token");
        String realm = "http://127.0.0.1:" + port + "/admin/realms/relay";
        String realmId = TestMessages.read(
                        exchange(authorized(realm, admin).GET()).body())
                .getString("id");
        JsonObject key = Json.createObjectBuilder()
                .add("name", "rotated")
                .add("parentId", realmId)
                .add("providerId", "rsa-generated")
                .add("providerType", "org.keycloak.keys.KeyProvider")
                .add(
                        "config",
                        Json.createObjectBuilder()
                                .add("priority", Json.createArrayBuilder().add("1000"))
                                .add("enabled", Json.createArrayBuilder().add("true"))
                                .add("active", Json.createArrayBuilder().add("true"))
                                .add("algorithm", Json.createArrayBuilder().add("RS256")))
                .build();
        HttpResponse<String> answer = exchange(authorized(realm + "/components", admin)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(key.toString())));
        assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(201);
    }

    /** Answers no request any more, as an overloaded or disconnected provider. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    /** The script, which a built Keycloak runs under, and Java itself. */
    private List<ProcessHandle> processes() {
        ProcessHandle script = process.process().toHandle();
        return Stream.concat(Stream.of(script), script.descendants()).toList();
    }

    private void signal(String name) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes().forEach(each -> command.add(Long.toString(each.pid())));
        try {
            Process kill = new ProcessBuilder(command).inheritIO().start();
            assertThat(kill.waitFor()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private JsonObject form(String url, Map<String, String> fields) {
        HttpResponse<String> answer = exchange(post(url, fields));
        assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(200);
        return TestMessages.read(answer.body());
    }

    private static HttpRequest.Builder post(String url, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder authorized(String url, String token) {
        return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> processes = processes();
        process.close();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }
}
