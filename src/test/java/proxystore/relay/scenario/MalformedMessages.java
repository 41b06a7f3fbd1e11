package proxystore.relay.scenario;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Texts that no client may send, each with what is wrong with it. */
final class MalformedMessages {
    private static final JsonObject REGISTRATION =
            TestMessages.registration(ClientGeneration.V0_5, UUID.randomUUID().toString(), "name");
    private static final JsonObject CONNECTION =
            TestMessages.peerConnection(UUID.randomUUID(), UUID.randomUUID(), "offer", TestMessages.sdp(0));

    private MalformedMessages() {}

    static Stream<Named<String>> all() {
        List<Named<String>> all = new ArrayList<>(List.of(
                Named.of("nothing", ""),
                Named.of("blanks", " \n"),
                Named.of("an array", "[]"),
                Named.of("an array around a message", "[" + REGISTRATION + "]"),
                Named.of("a number", "1"),
                Named.of("a string", "\"server_registration\""),
                Named.of("null", "null"),
                Named.of("true", "true"),
                Named.of("an empty object", "{}"),
                Named.of("no JSON", "hello"),
                Named.of("5,000 open brackets", "[".repeat(5_000)),
                Named.of("1,300 open objects", "{\"a\":".repeat(1_300)),
                Named.of("a long unknown member", "{\"" + "x".repeat(5_000) + "\":null}"),
                Named.of("a long number", "{\"name\":" + "1".repeat(5_000) + "}"),
                Named.of("half a message", REGISTRATION.toString().substring(0, 30)),
                Named.of("trailing text", REGISTRATION + "x"),
                Named.of("two messages", "" + REGISTRATION + REGISTRATION),
                Named.of("single quotes", REGISTRATION.toString().replace('"', '\'')),
                Named.of("a raw line break in a string", "{\"name\":\"a\nb\"}")));
        fields("registration", REGISTRATION, List.of(), all);
        fields("peer connection", CONNECTION, List.of("error"), all);
        all.add(of("an unknown message type", TestMessages.with(REGISTRATION, "message_type", "hello")));
        all.add(of(
                "a message type in capitals", TestMessages.with(REGISTRATION, "message_type", "SERVER_REGISTRATION")));
        all.add(of(
                "a peer connection that says it is a registration",
                TestMessages.with(CONNECTION, "message_type", "server_registration")));
        for (String uuid : List.of("", "1-2-3-4-5", "g".repeat(32), "0".repeat(31), "0".repeat(33), "not a uuid")) {
            all.add(of("the uuid '" + uuid + "'", TestMessages.with(REGISTRATION, "uuid", uuid)));
            all.add(of("the peer uuid '" + uuid + "'", TestMessages.with(CONNECTION, "peer_uuid", uuid)));
            all.add(of("the source uuid '" + uuid + "'", TestMessages.with(CONNECTION, "source_uuid", uuid)));
        }
        all.add(of("a null uuid", TestMessages.with(REGISTRATION, "uuid", JsonValue.NULL)));
        all.add(of("a name of 1,025 characters", TestMessages.with(REGISTRATION, "name", "x".repeat(1_025))));
        all.add(of("a null name", TestMessages.with(REGISTRATION, "name", JsonValue.NULL)));
        all.add(of("a null description", TestMessages.with(CONNECTION, "description", JsonValue.NULL)));
        for (ClientGeneration generation : ClientGeneration.values()) {
            all.add(of("a client's " + generation.responseType(), TestMessages.accepted(generation)));
        }
        return all.stream();
    }

    private static void fields(String kind, JsonObject message, List<String> optional, List<Named<String>> all) {
        all.add(of(kind + " with an unknown field", TestMessages.with(message, "extra", "x")));
        for (String key : message.keySet()) {
            if (!optional.contains(key)) {
                all.add(of(kind + " without " + key, TestMessages.without(message, key)));
            }
            for (JsonValue wrong : List.of(
                    Json.createValue(5), JsonValue.TRUE, JsonValue.EMPTY_JSON_OBJECT, JsonValue.EMPTY_JSON_ARRAY)) {
                all.add(of(kind + " with " + key + " = " + wrong, TestMessages.with(message, key, wrong)));
            }
        }
    }

    private static Named<String> of(String what, JsonObject message) {
        return Named.of(what, message.toString());
    }
}
