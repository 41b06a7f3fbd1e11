package proxystore.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import proxystore.relay.cluster.ClusterMessage.Assertion;
import proxystore.relay.cluster.ClusterMessage.ClockReading;
import proxystore.relay.cluster.ClusterMessage.ForwardAnswer;
import proxystore.relay.cluster.ClusterMessage.Forwarded;
import proxystore.relay.cluster.ClusterMessage.Query;
import proxystore.relay.cluster.ClusterMessage.QueryAnswer;
import proxystore.relay.cluster.ClusterMessage.QueryVerdict;
import proxystore.relay.cluster.ClusterMessage.Returned;
import proxystore.relay.cluster.ClusterMessage.Stake;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.routing.Delivery;

class ClusterCodecTest {
    private static final UUID A = UUID.fromString("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");
    private static final Stake STAKE = new Stake(A, "Zoë 🚀", 42L << 16, "node-1");
    private static final int FUZZED = 20_000;

    private static PeerConnection message(String description) {
        return new PeerConnection(A, "name", new UUID(0, 2), "offer", description, null, null);
    }

    static List<ClusterMessage> messages() {
        return List.of(
                new Query(STAKE),
                new Query(new Stake(A, "", 0, "n")),
                new QueryAnswer(QueryVerdict.OLDER, 7),
                new Assertion(STAKE),
                new Forwarded(STAKE, message("sdp")),
                new ForwardAnswer(Delivery.UNKNOWN),
                new ForwardAnswer(Delivery.refused("its outbox is full (3 messages)")),
                new Returned(A, 9, message("sdp"), "its connection was closed"),
                new ClockReading(5, "node-1", true),
                new ClockReading(5, "node-1", false));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void messageIsReadAsItWasWritten(ClusterMessage message) throws Exception {
        ClusterMessage read = ClusterCodec.decode(ClusterCodec.encode(message));
        assertThat(plain(read)).isEqualTo(plain(message));
    }

    /** With messages of clients as values: one that was received keeps its text instead. */
    private static ClusterMessage plain(ClusterMessage message) {
        if (message instanceof Forwarded forwarded) {
            return new Forwarded(forwarded.sender(), plain(forwarded.message()));
        }
        return message instanceof Returned returned
                ? new Returned(returned.sender(), returned.stamp(), plain(returned.message()), returned.reason())
                : message;
    }

    private static PeerConnection plain(PeerConnection message) {
        return new PeerConnection(
                message.sourceUuid(),
                message.sourceName(),
                message.peerUuid(),
                message.descriptionType(),
                message.description(),
                message.error(),
                null);
    }

    @Test
    void textOfAClientIsNotChanged() throws Exception {
        String text =
                "{\"error\":null, \"description\":\"\\ud800\u0001\\u0000é🚀\",\"message_type\":\"peer_connection\","
                                .replace("\u0001", "\\u0001")
                        + "\"source_uuid\":\"" + A + "\",\"source_name\":\"n\",\"peer_uuid\":\"" + A
                        + "\",\"description_type\":\"answer\"}";
        EncodedMessage encoded = EncodedMessage.of(text);
        PeerConnection received = new PeerConnection(A, "n", A, "answer", null, null, encoded);
        Forwarded read = (Forwarded) ClusterCodec.decode(ClusterCodec.encode(new Forwarded(STAKE, received)));
        assertThat(read.message().encoded()).isEqualTo(encoded);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void fieldOfALaterVersionIsSkipped(ClusterMessage message) throws Exception {
        byte[] data = ClusterCodec.encode(message);
        byte[] extended = ByteBuffer.allocate(data.length + 2 * (5 + 3))
                .put(data)
                .put((byte) 15)
                .putInt(3)
                .put(new byte[3])
                .put((byte) 200)
                .putInt(3)
                .put(new byte[3])
                .array();
        assertThat(plain(ClusterCodec.decode(extended))).isEqualTo(plain(message));
    }

    private static void assertMalformed(byte[] data) {
        assertThatThrownBy(() -> ClusterCodec.decode(data)).isInstanceOf(MalformedClusterMessageException.class);
    }

    @Test
    void otherVersionsAndTypesAreMalformed() {
        byte[] data = ClusterCodec.encode(new Query(STAKE));
        for (int version : new int[] {0, ClusterCodec.VERSION + 1, 255}) {
            byte[] other = data.clone();
            other[0] = (byte) version;
            assertMalformed(other);
        }
        byte[] other = data.clone();
        other[1] = 99;
        assertMalformed(other);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void cutMessageIsMalformed(ClusterMessage message) {
        byte[] data = ClusterCodec.encode(message);
        for (int length = 0; length < data.length; length++) {
            assertMalformed(Arrays.copyOf(data, length));
        }
    }

    @Test
    void foreignTextsAreMalformed() {
        for (String text : List.of("", "{}", "no JSON", "{\"message_type\":\"relay_registration\"}")) {
            assertMalformed(forwarded(text.getBytes(StandardCharsets.UTF_8)));
        }
        byte[] notUtf8 =
                "{\"error\":null,\"description\":\"_\",\"message_type\":\"peer_connection\",\"source_uuid\":\"%s\",\"source_name\":\"n\",\"peer_uuid\":\"%s\",\"description_type\":\"answer\"}"
                        .formatted(A, A)
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(decodes(forwarded(notUtf8))).isTrue();
        notUtf8[new String(notUtf8, StandardCharsets.UTF_8).indexOf('_', 30)] = (byte) 0xC0;
        assertMalformed(forwarded(notUtf8));
    }

    private static byte[] forwarded(byte[] text) {
        byte[] data = ClusterCodec.encode(new Query(STAKE));
        data[1] = ClusterCodec.FORWARDED;
        return ByteBuffer.allocate(data.length + 5 + text.length)
                .put(data)
                .put((byte) ClusterCodec.TEXT_FIELD)
                .putInt(text.length)
                .put(text)
                .array();
    }

    private static boolean decodes(byte[] data) {
        try {
            ClusterCodec.decode(data);
            return true;
        } catch (MalformedClusterMessageException e) {
            return false;
        }
    }

    @Test
    void nodeNameThatIsNoTokenOfASubjectIsMalformed() {
        Stream.of("", "a.b", "*", ">", "a b", "ä", "\n")
                .forEach(node -> assertMalformed(ClusterCodec.encode(new Query(new Stake(A, "u", 1, node)))));
        assertMalformed(ClusterCodec.encode(new Query(new Stake(A, "u", -1, "node"))));
    }

    @Test
    void longTextIsCutBetweenCharacters() throws Exception {
        String reason = "é".repeat(ClusterCodec.MAX_REASON_BYTES);
        ForwardAnswer read =
                (ForwardAnswer) ClusterCodec.decode(ClusterCodec.encode(new ForwardAnswer(Delivery.refused(reason))));
        assertThat(read.delivery().reason()).isEqualTo("é".repeat(ClusterCodec.MAX_REASON_BYTES / 2));
    }

    @Test
    void changedAndRandomBytesAreReadOrMalformed() {
        Random random = new Random(1);
        List<byte[]> samples = messages().stream().map(ClusterCodec::encode).toList();
        int read = 0;
        for (int i = 0; i < FUZZED; i++) {
            byte[] data = samples.get(random.nextInt(samples.size())).clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt();
            }
            read += decodes(data) ? 1 : 0;
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            if (noise.length > 1 && random.nextBoolean()) {
                noise[0] = ClusterCodec.VERSION;
                noise[1] = (byte) random.nextInt(9);
            }
            decodes(noise);
        }
        assertThat(read).isBetween(1, FUZZED - 1);
    }
}
