package proxystore.relay.doctor;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import proxystore.relay.log.LogText;
import proxystore.relay.message.Generation;

/**
 * What a relay says of itself at {@code /info}.
 *
 * @param generations the versions that it accepts; empty if it does not say
 * @param maxMessageBytes the longest message that it accepts; 0 if it does not say
 */
record RelayInfo(String version, List<String> generations, String authentication, long maxMessageBytes) {
    /** Reads the page; empty if it is another program's. */
    static Optional<RelayInfo> of(HttpReply reply) {
        if (reply.status() != 200 || !reply.body().startsWith("{")) {
            return Optional.empty();
        }
        try (JsonReader reader = Json.createReader(new StringReader(reply.body()))) {
            JsonObject info = reader.readObject();
            if (!info.getString("name", "").equals("relay")) {
                return Optional.empty();
            }
            JsonObject limits = info.getJsonObject("limits");
            JsonArray generations = info.getJsonArray("generations");
            return Optional.of(new RelayInfo(
                    LogText.of(info.getString("version", "?")),
                    generations == null ? List.of() : strings(generations),
                    LogText.of(info.getString("authentication", "?")),
                    limits == null ? 0 : Math.max(0, limits.getInt("max_message_bytes", 0))));
        } catch (JsonException | ClassCastException e) {
            return Optional.empty();
        }
    }

    private static List<String> strings(JsonArray array) {
        return Stream.iterate(0, i -> i < array.size(), i -> i + 1)
                .map(i -> LogText.of(array.getString(i, "?")))
                .toList();
    }

    boolean accepts(Generation generation) {
        return generations.isEmpty() || generations.contains(generation.toString());
    }

    /** In one line. */
    String shown() {
        return "relay " + version + ", generations " + String.join(" and ", generations) + ", authentication "
                + authentication + (maxMessageBytes == 0 ? "" : ", messages up to " + maxMessageBytes + " bytes");
    }
}
