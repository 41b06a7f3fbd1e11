package proxystore.relay.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.LogLines;
import proxystore.relay.Relay;
import proxystore.relay.auth.Credentials;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.endpoint.RequestHead.RequestLine;
import proxystore.relay.endpoint.Requests;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;
import proxystore.relay.message.Registration;
import proxystore.relay.peer.Connection;
import proxystore.relay.peer.RecordingTransport;

class StatusPagesTest {
    private static final String ADDRESS = "192.0.2.1:";

    private final Relay relay = new Relay(RelayConfig.defaults());
    private final List<RecordingTransport> transports = new ArrayList<>();

    @RegisterExtension
    private final LogLines log = new LogLines(StatusPages.class);

    private Connection register(String name, UUID uuid) {
        RecordingTransport transport = new RecordingTransport(ADDRESS + transports.size());
        transports.add(transport);
        Connection connection = relay.open(transport, Credentials.NONE);
        connection.receive(new Registration(name, uuid, Generation.V1_0), 100);
        return connection;
    }

    private Page answer(Relay asked, String method, String path, String query, String body) {
        Map<String, List<String>> headers = new HashMap<>(Map.of("Host", List.of("localhost:8765")));
        if (method.equals("POST")) {
            headers.put("Content-Type", List.of("application/json"));
            headers.put("Content-Length", List.of(String.valueOf(body.length())));
        }
        return Pages.of(asked, "none", Runnable::run)
                .answer(PageRequest.withoutUser(
                        Requests.of(new RequestLine(method, "", path, "HTTP/1.1"), headers), query, body))
                .toCompletableFuture()
                .join();
    }

    private static JsonObject json(Page page) {
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        assertThat(page.type()).isEqualTo("application/json");
        try (JsonReader reader = Json.createReader(new StringReader(page.body()))) {
            return reader.readObject();
        }
    }

    private JsonObject status(String query) {
        return json(answer(relay, "GET", "/status.json", query, ""));
    }

    private static List<JsonObject> rows(JsonObject status) {
        return status.getJsonObject("table").getJsonArray("rows").getValuesAs(JsonObject.class);
    }

    private List<String> names(String query) {
        return rows(status(query)).stream().map(row -> row.getString("name")).toList();
    }

    private Page disconnect(String body) {
        return answer(relay, "POST", "/status/disconnect", "", body);
    }

    @Test
    void theStatusHasTheClientsTheCountsAndTheEvents() {
        Connection alice = register("alice", new UUID(0, 1));
        relay.open(new RecordingTransport(ADDRESS + 9), Credentials.NONE);
        alice.receiveMalformed("no JSON");

        JsonObject status = status("");
        assertThat(status.getString("readiness")).isEqualTo("ready");
        assertThat(status.getInt("clients")).isZero(); // a malformed message closes a client of generation 1.0
        assertThat(status.getInt("unregistered_connections")).isEqualTo(1);
        assertThat(status.getBoolean("can_disconnect")).isTrue();
        assertThat(status.getJsonArray("history")).isEmpty();
        List<JsonObject> events = status.getJsonArray("events").getValuesAs(JsonObject.class);
        assertThat(events.stream()
                        .map(event -> event.getString("event") + " " + event.getString("client") + " "
                                + event.getString("detail")))
                .containsExactly(
                        "closed 00000000-0000-0000-0000-000000000001 (alice) at 192.0.2.1:0 closed with 4000 Unknown"
                                + " message type.",
                        "registered 00000000-0000-0000-0000-000000000001 (alice) at 192.0.2.1:0 generation 1.0");
        assertThat(status("after=" + events.get(1).getInt("number")).getJsonArray("events"))
                .hasSize(1);
    }

    @Test
    void aRowSaysWhatIsKnownOfAClient() {
        Connection alice = register("alice", new UUID(0, 1));

        assertThat(rows(status(""))).singleElement().satisfies(row -> {
            assertThat(row.getString("connection")).isEqualTo(String.valueOf(alice.stamp()));
            assertThat(row.getString("name")).isEqualTo("alice");
            assertThat(row.getString("uuid")).isEqualTo("00000000-0000-0000-0000-000000000001");
            assertThat(row.getString("user")).isEqualTo("anonymous");
            assertThat(row.getString("generation")).isEqualTo("1.0");
            assertThat(row.getString("address")).isEqualTo("192.0.2.1:0");
            assertThat(row.getString("since")).endsWith("Z");
            assertThat(row.getJsonNumber("idle_seconds").doubleValue()).isBetween(0.0, 60.0);
            assertThat(row.getInt("messages_in")).isEqualTo(1);
            assertThat(row.getInt("messages_out")).isEqualTo(1);
            assertThat(row.getInt("queued_bytes")).isZero();
        });
    }

    @Test
    void clientsAreFilteredAndSorted() {
        register("carol", new UUID(0, 3));
        register("Bob", new UUID(0, 1));
        register("alice", new UUID(0, 2)).receiveMalformed("");
        register("alice", new UUID(0, 2));

        assertThat(names("")).containsExactly("carol", "Bob", "alice");
        assertThat(names("sort=name")).containsExactly("alice", "Bob", "carol");
        assertThat(names("sort=uuid&order=descending")).containsExactly("carol", "alice", "Bob");
        assertThat(names("filter=BO")).containsExactly("Bob");
        assertThat(names("filter=192.0.2.1:3")).containsExactly("alice");
        assertThat(names("filter=000000000003")).containsExactly("carol");
        assertThat(names("filter=anonymous")).hasSize(3);
        for (ClientColumn column : ClientColumn.values()) {
            assertThat(names("sort=" + column)).as(column.toString()).hasSize(3);
        }
    }

    @Test
    void aPageOfTheTableHasABoundedNumberOfRows() {
        for (int i = 0; i < 2 * StatusSnapshot.PAGE_ROWS + 1; i++) {
            register("client-" + i, new UUID(1, i));
        }

        assertThat(names("")).hasSize(StatusSnapshot.PAGE_ROWS).contains("client-0");
        assertThat(names("page=2")).hasSize(StatusSnapshot.PAGE_ROWS).contains("client-50");
        assertThat(names("page=3")).containsExactly("client-100");
        JsonObject behindTheEnd = status("page=7").getJsonObject("table");
        assertThat(behindTheEnd.getInt("page")).isEqualTo(3);
        assertThat(behindTheEnd.getInt("pages")).isEqualTo(3);
        assertThat(behindTheEnd.getInt("matching")).isEqualTo(101);
    }

    @Test
    void viewersOfOneSecondShareASnapshotAndItsDocuments() {
        Pages pages = Pages.of(relay, "none", Runnable::run);
        PageRequest request =
                PageRequest.withoutUser(Requests.get("", "/status.json", Map.of("Host", List.of("localhost"))));
        String first = pages.answer(request).toCompletableFuture().join().body();
        register("alice", new UUID(0, 1));

        // A snapshot is kept for a second: the second answer is the same document, unless this thread was suspended.
        String second = pages.answer(request).toCompletableFuture().join().body();
        assertThat(second)
                .satisfiesAnyOf(
                        body -> assertThat(body).isSameAs(first),
                        body -> assertThat(body).contains("alice"));
        StatusSnapshot snapshot =
                new StatusSnapshot(relay, new StatusHistory(() -> 0, () -> 0, System::nanoTime), System.nanoTime());
        StatusView view = StatusView.of(Map.of());
        assertThat(snapshot.document(view)).isSameAs(snapshot.document(view)).contains("alice");
        for (int page = 1; page <= 2 * StatusSnapshot.MAX_DOCUMENTS; page++) {
            assertThat(snapshot.document(StatusView.of(Map.of("page", String.valueOf(page)))))
                    .contains("alice");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "\u202eevil", "\"'&<>", "\u0000\n\u2028", "😀 שלום"})
    void aHostileNameIsTextOfOneLine(String name) {
        register(name + "x".repeat(1_000), new UUID(0, 1));

        Page page = answer(relay, "GET", "/status.json", "", "");
        assertThat(page.body().strip()).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
        assertThat(page.body()).hasSizeLessThan(3_000);
        assertThat(rows(json(page)).get(0).getString("name")).endsWith("…").hasSizeLessThan(200);
        Page html = answer(relay, "GET", "/status", "", "");
        assertThat(html.body()).doesNotContain("xxx"); // names are in the JSON document alone
        assertThat(html.headers().get("Content-Security-Policy"))
                .contains("script-src 'self'", "require-trusted-types-for 'script'");
    }

    @Test
    void aUuidIsLookedUpInAnySpelling() {
        register("alice", new UUID(0, 0xa1));

        for (String spelling : List.of("00000000-0000-0000-0000-0000000000A1", "000000000000000000000000000000a1")) {
            JsonObject found = status("uuid=" + spelling);
            assertThat(found.getString("uuid")).isEqualTo("00000000-0000-0000-0000-0000000000a1");
            assertThat(found.getBoolean("registered")).isTrue();
            assertThat(found.getJsonObject("client").getString("name")).isEqualTo("alice");
        }
        JsonObject missing = status("uuid=00000000-0000-0000-0000-000000000002");
        assertThat(missing.getBoolean("registered")).isFalse();
        assertThat(missing.getString("elsewhere")).isEqualTo("none");
        assertThat(missing.isNull("client")).isTrue();
        assertThat(answer(relay, "GET", "/status.json", "uuid=x", "").status()).isEqualTo(400);
    }

    @Test
    void aMistakeInTheQueryIsAnsweredWith400() {
        Page page = answer(relay, "GET", "/status.json", "sort=color", "");

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body()).isEqualTo("The query is not in order: sort is not a column.\n");
    }

    @Test
    void anAdministratorDisconnectsAClient() {
        Connection alice = register("alice", new UUID(0, 1));
        Page page = disconnect("{\"uuid\":\"" + new UUID(0, 1) + "\",\"connection\":\"" + alice.stamp() + "\"}");

        assertThat(json(page).getBoolean("disconnected")).isTrue();
        assertThat(alice.isOpen()).isFalse();
        assertThat(relay.counts().closed().of(String.valueOf(CloseStatus.DISCONNECTED.code())))
                .isEqualTo(1);
        assertThat(log.get())
                .containsExactly("INFO Disconnecting 00000000-0000-0000-0000-000000000001 (alice at 192.0.2.1:0): an"
                        + " administrator at 127.0.0.1:1 asks for it");
        assertThat(log.fields())
                .containsExactly(Map.of("client", new UUID(0, 1), "name", "alice", "address", "192.0.2.1:0"));
        assertThat(disconnect("{\"uuid\":\"" + new UUID(0, 1) + "\"}").status()).isEqualTo(404);
    }

    @Test
    void theConnectionOfAClientThatHasComeBackStays() {
        Connection before = register("alice", new UUID(0, 1));
        Connection after = register("alice", new UUID(0, 1));
        Page page = disconnect("{\"uuid\":\"" + new UUID(0, 1) + "\",\"connection\":\"" + before.stamp() + "\"}");

        assertThat(page.status()).isEqualTo(404);
        assertThat(after.isOpen()).isTrue();
        assertThat(disconnect("{\"uuid\":\"" + new UUID(0, 1) + "\"}").status()).isEqualTo(200);
        assertThat(after.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"uuid\":1}", "{\"uuid\":\"x\"}", "{\"uuid\":null}"})
    void aBodyThatNamesNoClientIsAnsweredWith400(String body) {
        assertThat(disconnect(body).status()).isEqualTo(400);
    }

    @Test
    void disconnectingIsForPost() {
        Page page = answer(relay, "GET", "/status/disconnect", "", "");

        assertThat(page.status()).isEqualTo(405);
        assertThat(page.headers()).containsEntry("Allow", "POST");
        assertThat(answer(relay, "POST", "/status", "", "").headers()).containsEntry("Allow", "GET, HEAD");
    }

    @ParameterizedTest
    @CsvSource({"'status,disconnect', 200, 404, true", "status, 200, 404, false", "'health,disconnect', 404, 404, false"
    })
    void eachIsSwitchedOff(String kinds, int status, int notConnected, boolean canDisconnect) {
        Relay other = new Relay(RelayConfig.of(Map.of("pages", kinds)));

        Page page = answer(other, "GET", "/status.json", "", "");
        assertThat(page.status()).isEqualTo(status);
        assertThat(answer(other, "GET", "/status", "", "").status()).isEqualTo(status);
        assertThat(page.body().contains("\"can_disconnect\":true")).isEqualTo(canDisconnect);
        Page disconnected = answer(other, "POST", "/status/disconnect", "", "{\"uuid\":\"" + new UUID(0, 1) + "\"}");
        assertThat(disconnected.status()).isEqualTo(notConnected);
        assertThat(disconnected.body().startsWith("This client is not connected"))
                .isEqualTo(canDisconnect);
    }

    @Test
    void otherPeopleThanAdministratorsSeeAndDisconnectNothing() {
        Relay closed = new Relay(RelayConfig.of(Map.of("admin.access", "role")));

        for (String path : List.of("/status", "/status.json")) {
            assertThat(answer(closed, "GET", path, "", "").status()).isEqualTo(403);
        }
        assertThat(answer(closed, "POST", "/status/disconnect", "", "{}").status())
                .isEqualTo(403);
    }
}
