package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users that the servlet container itself authenticates. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TomcatUsersIT {
    private static final ClientGeneration GENERATION = ClientGeneration.V1_0;

    private RelayUnderTest relay;
    private Peers peers;

    @BeforeAll
    void startRelay() throws IOException {
        ServletContainer container = new TomcatWithUsers(new TomcatContainer("tomcat-11.0"), List.of("alice", "bob"));
        ServletContainer.Installation site = ContainerRelay.site("tomcat-users", "/relay");
        relay = ContainerRelay.start(
                container,
                site,
                Map.of(
                        "RELAY_AUTH_METHOD", "container",
                        "RELAY_ADMIN_ACCESS", "role",
                        "RELAY_ORIGINS", "http://127.0.0.1:" + site.port()));
    }

    @BeforeEach
    void welcomePeers() {
        peers = new Peers(relay.address());
    }

    @AfterEach
    void answerClose() {
        peers.close();
    }

    @AfterAll
    void stopRelay() {
        relay.close();
    }

    private Handshake as(String user, String password) {
        return peers.handshake().header("Authorization", basic(user, password));
    }

    private static String basic(String user, String password) {
        String credentials = user + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    private TestEndpoint register(String user) {
        return peers.register(GENERATION, as(user, user + "!"));
    }

    @Test
    void endpointsOfOneUserReachEachOther() {
        TestEndpoint first = register("alice");
        TestEndpoint second = register("alice");
        first.reaches(second);
        second.reaches(first);
    }

    @Test
    void endpointsOfTwoUsersDoNotReachEachOther() {
        TestEndpoint alices = register("alice");
        TestEndpoint bobs = register("bob");
        alices.peer().send(alices.offer(bobs.uuid()));
        assertThat(alices.peer().expectMessage().getString("error"))
                .isEqualTo("The requested peer " + bobs.uuid() + " is owned by a different user.");
        bobs.assertRegisteredAndQuiet();
    }

    @Test
    void aUuidOfAnotherUserIsRefused() {
        UUID uuid = register("alice").uuid();
        TestPeer bob = peers.open(as("bob", "bob!"));
        bob.send(TestMessages.registration(GENERATION, uuid.toString(), "bobs"));
        assertThat(bob.expectClose().code()).isEqualTo(4002);
    }

    @ParameterizedTest
    @CsvSource({"alice, 200", "bob, 403"})
    void onlyAUserWithTheRoleOfAdministratorsReadsTheMetrics(String user, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(relay.address().page().resolve("metrics"))
                .header("Authorization", basic(user, user + "!"))
                .build();

        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void onlyAUserWithTheRoleOfAdministratorsDisconnectsAClient() throws Exception {
        TestEndpoint client = register("bob");

        assertThat(disconnect("bob", client.uuid())).isEqualTo(403);
        client.assertRegisteredAndQuiet();

        assertThat(disconnect("alice", client.uuid())).isEqualTo(200);
        assertThat(client.peer().expectClose().code()).isEqualTo(1001);
    }

    private int disconnect(String user, UUID uuid) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(relay.address().page().resolve("status/disconnect"))
                .header("Authorization", basic(user, user + "!"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"uuid\":\"" + uuid + "\"}"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aClientThatTheContainerDoesNotKnowCannotOpenAWebSocket() {
        assertThat(as("alice", "wrong").answer().status()).isEqualTo(401);
        assertThat(peers.handshake().answer().status()).isEqualTo(401);
    }

    @Test
    void theCheckPageOfAVisitorWhoHasLoggedInPassesAtItsContextPath() {
        Chromium.assumeInstalled();
        String page = relay.address().page().toString().replace("http://", "http://alice:alice!@");
        try (Chromium browser = Chromium.start("chromium-tomcat-users")) {
            BrowserCheck check = BrowserCheck.open(browser, URI.create(page));
            assertThat(check.asksForToken()).isFalse();

            check.run().passed("1.0", "0.5");

            assertThat(check.step("WebSocket"))
                    .contains("Two connections to " + relay.address().url() + " are open.");
            browser.assertNoComplaints();
        }
        assertThat(relay.process().log()).contains("relay check, caller").doesNotContain("alice!");
    }

    @Test
    void passwordsAreNotLogged() {
        register("alice").assertRegisteredAndQuiet();
        assertThat(relay.process().log()).contains("user alice").doesNotContain("alice!");
    }
}
