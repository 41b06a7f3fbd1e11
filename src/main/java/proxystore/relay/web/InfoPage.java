package proxystore.relay.web;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonWriter;
import jakarta.json.JsonWriterFactory;
import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import proxystore.relay.Relay;
import proxystore.relay.RelayVersion;
import proxystore.relay.cluster.ClusterNetwork;
import proxystore.relay.config.AcceptedGenerations;
import proxystore.relay.config.RelayConfig;

/** {@code /info}: what this relay is, as a JSON object. Its limits have the keys of their settings; 0 is no limit of its own. */
final class InfoPage {
    private final Relay relay;
    private final String tls;

    InfoPage(Relay relay, String tls) {
        this.relay = relay;
        this.tls = tls;
    }

    Page answer(PageRequest request) {
        JsonWriterFactory indented = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));
        StringWriter text = new StringWriter();
        try (JsonWriter writer = indented.createWriter(text)) {
            writer.write(info());
        }
        return Page.json(Page.OK, text.toString().strip() + "\n");
    }

    private JsonObject info() {
        JsonArrayBuilder generations = Json.createArrayBuilder();
        generations(relay.config().protocol()).forEach(generations::add);
        return Json.createObjectBuilder()
                .add("name", "relay")
                .add("version", RelayVersion.text())
                .add("commit", RelayVersion.commit())
                .add("readiness", relay.readiness().toString())
                .add("uptime_seconds", relay.uptime().toSeconds())
                .add("generations", generations)
                .add("authentication", relay.config().auth().method().spelling())
                .add("tls", tls)
                .add("node", relay.cluster().map(ClusterNetwork::node).orElse(""))
                .add("cluster", cluster())
                .add("limits", limits(relay.config()))
                .build();
    }

    private String cluster() {
        return relay.cluster()
                .map(cluster -> cluster.isConnected() ? "connected" : "unreachable")
                .orElse("none");
    }

    private static List<String> generations(AcceptedGenerations accepted) {
        return accepted == AcceptedGenerations.AUTO
                ? List.of(AcceptedGenerations.V0_5.spelling(), AcceptedGenerations.V1_0.spelling())
                : List.of(accepted.spelling());
    }

    private static JsonObjectBuilder limits(RelayConfig config) {
        return Json.createObjectBuilder()
                .add("max_message_bytes", config.maxMessageBytes())
                .add("admission.max_connections", config.admission().maxConnections())
                .add("admission.max_user_connections", config.admission().maxUserConnections())
                .add(
                        "admission.registration_timeout",
                        config.admission().registrationTimeout().toMillis() / 1e3)
                .add("address.max_connections", config.address().maxConnections())
                .add("address.max_handshakes_per_second", config.address().maxHandshakesPerSecond())
                .add("rate.max_messages_per_second", config.rate().maxMessagesPerSecond())
                .add("rate.max_bytes_per_second", config.rate().maxBytesPerSecond())
                .add("outbox.max_messages", config.outbox().maxMessages())
                .add("outbox.max_bytes", config.outbox().maxBytes());
    }
}
