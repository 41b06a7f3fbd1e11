package proxystore.relay.web;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import proxystore.relay.Relay;
import proxystore.relay.RelayVersion;
import proxystore.relay.cluster.ClusterNetwork;
import proxystore.relay.cluster.Presence;
import proxystore.relay.events.RecentEvents.ClientEvent;
import proxystore.relay.web.StatusSnapshot.ClientTable;

/** The JSON documents of {@code /status.json}. Keys are only added. Numbers of connections are texts: they exceed 53 bits. */
final class StatusJson {
    private static final double SECOND_NANOS = 1e9;

    private static final JsonGeneratorFactory GENERATORS = Json.createGeneratorFactory(Map.of());

    private StatusJson() {}

    /** The status of a relay, with one page of its clients. */
    static String status(StatusSnapshot snapshot, ClientTable table, StatusView view) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = GENERATORS.createGenerator(text)) {
            json.writeStartObject();
            relay(json, snapshot);
            history(json, snapshot);
            table(json, table, view);
            events(json, snapshot, view);
            json.writeEnd();
        }
        return text + "\n";
    }

    /**
     * The answer to the question for a uuid.
     *
     * @param client the client; null if none is registered at this node
     * @param elsewhere where else it is registered
     */
    static String lookup(UUID uuid, @Nullable ClientRow client, Presence elsewhere) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = GENERATORS.createGenerator(text)) {
            json.writeStartObject()
                    .write("uuid", uuid.toString())
                    .write("registered", client != null)
                    .write("elsewhere", elsewhere.toString());
            if (client == null) {
                json.writeNull("client");
            } else {
                json.writeStartObject("client");
                row(json, client);
                json.writeEnd();
            }
            json.writeEnd();
        }
        return text + "\n";
    }

    private static void relay(JsonGenerator json, StatusSnapshot snapshot) {
        Relay relay = snapshot.relay();
        json.write("version", RelayVersion.text())
                .write("readiness", relay.readiness().toString())
                .write("node", relay.cluster().map(ClusterNetwork::node).orElse(""))
                .write("uptime_seconds", relay.uptime().toSeconds())
                .write("clients", snapshot.clients())
                .write("unregistered_connections", snapshot.unregistered())
                .write("messages_forwarded", relay.counts().forwarded())
                .write("messages_returned", relay.counts().returned().total())
                .write("offers_answered", relay.counts().answers().count())
                .write("offers_unanswered", relay.counts().offersUnanswered())
                .write("refusals", relay.counts().refused().total())
                .write("outbox_bytes", relay.outboxBudget().heldBytes())
                .write("can_disconnect", snapshot.canDisconnect());
    }

    /** Each sample is its age in seconds, the number of clients, and the messages per second. */
    private static void history(JsonGenerator json, StatusSnapshot snapshot) {
        json.writeStartArray("history");
        for (StatusHistory.Sample sample : snapshot.samples()) {
            json.writeStartArray()
                    .write(seconds(snapshot.takenNanos() - sample.nanos()))
                    .write(sample.clients())
                    .write(rounded(sample.messagesPerSecond()))
                    .writeEnd();
        }
        json.writeEnd();
    }

    private static void table(JsonGenerator json, ClientTable table, StatusView view) {
        json.writeStartObject("table")
                .write("matching", table.matching())
                .write("page", table.page())
                .write("pages", table.pages())
                .write("page_rows", StatusSnapshot.PAGE_ROWS)
                .write("filter", view.filter())
                .write("sort", view.sort().toString())
                .write("order", view.descending() ? "descending" : "ascending")
                .writeStartArray("rows");
        for (ClientRow client : table.rows()) {
            json.writeStartObject();
            row(json, client);
            json.writeEnd();
        }
        json.writeEnd().writeEnd();
    }

    private static void row(JsonGenerator json, ClientRow client) {
        json.write("connection", String.valueOf(client.connection()))
                .write("name", client.name())
                .write("uuid", client.uuid().toString())
                .write("user", client.user())
                .write("generation", client.generation().toString())
                .write("address", client.address())
                .write("since", client.since().truncatedTo(ChronoUnit.SECONDS).toString())
                .write("idle_seconds", seconds(client.idleNanos()))
                .write("messages_in", client.received())
                .write("messages_out", client.sent())
                .write("queued_bytes", client.queuedBytes());
    }

    private static void events(JsonGenerator json, StatusSnapshot snapshot, StatusView view) {
        json.writeStartArray("events");
        for (ClientEvent event : snapshot.eventsAfter(view.after())) {
            json.writeStartObject()
                    .write("number", event.number())
                    .write("time", event.time().truncatedTo(ChronoUnit.MILLIS).toString())
                    .write("event", event.kind().toString())
                    .write("client", event.client())
                    .write("detail", event.detail())
                    .writeEnd();
        }
        json.writeEnd();
    }

    private static BigDecimal seconds(long nanos) {
        return rounded(nanos / SECOND_NANOS);
    }

    private static BigDecimal rounded(double number) {
        return BigDecimal.valueOf(number).setScale(1, RoundingMode.HALF_UP);
    }
}
