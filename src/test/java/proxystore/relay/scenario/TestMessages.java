package proxystore.relay.scenario;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.UUID;

/** The protocol's messages as JSON, built and read without the relay's own classes. */
final class TestMessages {
    /** Found once: {@code Json} searches the class path at each call. */
    private static final JsonProvider JSON = JsonProvider.provider();

    /** Of an offer of which nothing else is asked. */
    static final String DESCRIPTION = sdp(1500);

    private TestMessages() {}

    static JsonObject registration(ClientGeneration generation, String uuid, String name) {
        return JSON.createObjectBuilder()
                .add("name", name)
                .add("uuid", uuid)
                .add("message_type", generation.registrationType())
                .build();
    }

    /** The answer to an accepted registration, all four keys. */
    static JsonObject accepted(ClientGeneration generation) {
        return JSON.createObjectBuilder()
                .add("success", true)
                .addNull("message")
                .add("error", false)
                .add("message_type", generation.responseType())
                .build();
    }

    /** What generation 0.5 answers to a peer connection before any registration. */
    static JsonObject notRegisteredYet() {
        return JSON.createObjectBuilder()
                .add("success", false)
                .add("message", "client has not registered yet")
                .add("error", true)
                .add("message_type", ClientGeneration.V0_5.responseType())
                .build();
    }

    static JsonObject peerConnection(UUID source, UUID peer, String descriptionType, String description) {
        return JSON.createObjectBuilder()
                .add("source_uuid", source.toString())
                .add("source_name", "endpoint-" + source)
                .add("peer_uuid", peer.toString())
                .add("description_type", descriptionType)
                .add("description", description)
                .addNull("error")
                .add("message_type", "peer_connection")
                .build();
    }

    static JsonObject with(JsonObject message, String key, String value) {
        return with(message, key, JSON.createValue(value));
    }

    static JsonObject with(JsonObject message, String key, JsonValue value) {
        return JSON.createObjectBuilder(message).add(key, value).build();
    }

    static JsonObject without(JsonObject message, String key) {
        return JSON.createObjectBuilder(message).remove(key).build();
    }

    static JsonObject read(String text) {
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /**
     * A session description as ProxyStore's peers send it for one data channel, filled up with host candidates.
     *
     * @param chars the length asked for; shorter than the bare description gives the bare description
     */
    static String sdp(int chars) {
        StringBuilder sdp = new StringBuilder(Math.max(chars, 1024));
        sdp.append("v=0\r\no=- 3975345345 3975345345 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n")
                .append("a=group:BUNDLE 0\r\na=msid-semantic:WMS *\r\n")
                .append("m=application 52311 DTLS/SCTP 5000\r\nc=IN IP4 192.168.1.17\r\na=mid:0\r\n")
                .append("a=sctpmap:5000 webrtc-datachannel 65535\r\na=max-message-size:65536\r\n")
                .append("a=ice-ufrag:9pVd\r\na=ice-pwd:dKhQvMiH0aLgDtgWQtgsqj\r\n")
                .append("a=fingerprint:sha-256 6B:8E:14:5C:0A:D5:31:FE:07:7C:9E:43:D8:8A:02:AE")
                .append(":F0:6E:3C:1B:57:C4:95:20:BB:76:EF:81:4D:63:29:DA\r\na=setup:actpass\r\n");
        for (int i = 0; sdp.length() < chars; i++) {
            String candidate =
                    "a=candidate:" + i + " 1 udp 2130706431 192.168.1.17 " + (1024 + i % 60_000) + " typ host\r\n";
            sdp.append(candidate, 0, Math.min(candidate.length(), chars - sdp.length()));
        }
        return sdp.toString();
    }
}
