package proxystore.relay.web;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import proxystore.relay.Relay;
import proxystore.relay.RelayVersion;
import proxystore.relay.cluster.Presence;
import proxystore.relay.config.PageKind;
import proxystore.relay.log.LogFields;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.PythonUuid;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.Connection;

/**
 * {@code /status} for people and {@code /status.json} for programs: who is connected, and what has happened. All viewers share
 * one snapshot a second, and those who ask for the same part of it share its document, so that any number of open pages costs
 * the same.
 */
final class StatusPages {
    private static final Logger LOGGER = System.getLogger(StatusPages.class.getName());

    /** The largest age of the snapshot that viewers get. */
    static final Duration MAX_AGE = Duration.ofSeconds(1);

    /** The policy of all pages; in addition, a browser refuses scripts that make HTML from text (Trusted Types). */
    private static final String POLICY = HtmlText.POLICY + "; require-trusted-types-for 'script'; trusted-types 'none'";

    private final Relay relay;
    private final StatusHistory history;

    @GuardedBy("this")
    private @Nullable StatusSnapshot latest;

    private StatusPages(Relay relay, StatusHistory history) {
        this.relay = relay;
        this.history = history;
    }

    /** The pages of a relay, whose heartbeat takes the samples of the history from now on. */
    static StatusPages of(Relay relay) {
        StatusHistory history =
                new StatusHistory(() -> relay.registry().clients().size(), relay.counts()::forwarded, System::nanoTime);
        relay.every(StatusHistory.INTERVAL, history::sample);
        return new StatusPages(relay, history);
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                Route.admin("/status", request -> html()),
                Route.admin("/status.json", this::json),
                StaticFile.of("/status.css", "text/css; charset=utf-8"),
                StaticFile.of("/status.js", "text/javascript; charset=utf-8")));
        if (relay.config().admin().shows(PageKind.DISCONNECT)) {
            routes.add(Route.change("/status/disconnect", this::disconnect));
        }
        return routes;
    }

    private static Page html() {
        return Page.html(
                POLICY, StaticFile.read("status.html").replace("{{version}}", HtmlText.of(RelayVersion.text())));
    }

    private Page json(PageRequest request) {
        try {
            Map<String, String> parameters = StatusView.parameters(request.query());
            return Page.json(
                    Page.OK,
                    parameters.containsKey("uuid")
                            ? lookup(PythonUuid.parse(parameters.get("uuid").strip()))
                            : snapshot().document(StatusView.of(parameters)));
        } catch (IllegalArgumentException e) {
            return Page.text(Page.BAD_REQUEST, "The query is not in order: " + e.getMessage() + ".\n");
        }
    }

    /** The latest snapshot. One thread makes it; other threads that need it wait for that one. */
    private synchronized StatusSnapshot snapshot() {
        long nowNanos = System.nanoTime();
        StatusSnapshot known = latest;
        if (known != null && nowNanos - known.takenNanos() < MAX_AGE.toNanos()) {
            return known;
        }
        StatusSnapshot taken = new StatusSnapshot(relay, history, nowNanos);
        latest = taken;
        return taken;
    }

    private String lookup(UUID uuid) {
        Client client = relay.registry().find(uuid);
        Optional<ClientRow> row = client != null && client.connection() instanceof Connection connection
                ? ClientRow.of(connection, System.nanoTime())
                : Optional.empty();
        return StatusJson.lookup(uuid, row.orElse(null), row.isPresent() ? Presence.NONE : elsewhere(uuid));
    }

    /** Waits for the other nodes, for a second at most. */
    private Presence elsewhere(UUID uuid) {
        return relay.cluster()
                .map(cluster -> cluster.lookUp(uuid).toCompletableFuture().join())
                .orElse(Presence.NONE);
    }

    private Page disconnect(PageRequest request) {
        UUID uuid;
        String connection;
        try (JsonReader reader = Json.createReader(new StringReader(request.body()))) {
            JsonObject body = reader.readObject();
            uuid = PythonUuid.parse(body.getString("uuid"));
            connection = body.getString("connection", "");
        } catch (JsonException | IllegalArgumentException | ClassCastException | NullPointerException e) {
            String expected =
                    "This request needs a JSON object with the text uuid, and optionally the text connection.";
            return Page.text(Page.BAD_REQUEST, expected + "\n");
        }
        Client client = relay.registry().find(uuid);
        if (client == null
                || (!connection.isEmpty()
                        && !connection.equals(String.valueOf(client.connection().stamp())))) {
            return Page.text(Page.NOT_FOUND, "This client is not connected any more, or by another connection.\n");
        }
        String administrator = request.head().remoteAddress(relay.config().proxy());
        LogFields.log(
                LOGGER,
                Level.INFO,
                client::logFields,
                () -> "Disconnecting " + client.at(client.connection().remoteAddress()) + ": an administrator at "
                        + administrator + " asks for it");
        client.connection().close(CloseStatus.DISCONNECTED);
        return Page.json(Page.OK, "{\"disconnected\":true}\n");
    }
}
