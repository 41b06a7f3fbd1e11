package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Frames that are many, or break a rule. A client whose frames are only many stays connected. */
final class FrameFloods {
    private static final int CLIENTS = 3;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int TRY_AGAIN_LATER = 1013;
    /** The relay's limit of pings (rate.max_pings_per_second, rate.burst_seconds), and what a slow machine adds. */
    private static final int MAX_PONGS = 1_000;

    private static final byte[] NOTHING = {};
    /** The longest payload of a control frame. */
    private static final byte[] FULL = new byte[125];

    private static final byte[] NORMAL = {3, (byte) 0xE8};

    private FrameFloods() {}

    static Stream<Named<Attack>> all() {
        byte[] ping = WebSocketFrames.masked(WebSocketFrames.PING, true, FULL);
        byte[] pong = WebSocketFrames.masked(WebSocketFrames.PONG, true, FULL);
        byte[] close = WebSocketFrames.masked(WebSocketFrames.CLOSE, true, NORMAL);
        byte[] empty = WebSocketFrames.masked(WebSocketFrames.TEXT, true, NOTHING);
        return Stream.of(
                Named.of("a flood of pings", stays(10_000, ping)),
                Named.of("a flood of pongs", stays(10_000, pong)),
                Named.of("a flood of closes", closed(1000, 1_000, close)),
                Named.of("a flood of empty messages", closed(TRY_AGAIN_LATER, 1_000, empty)),
                Named.of(
                        "floods of fragments",
                        Attack.inTurn(
                                Named.of("empty ones", FrameFloods::emptyFragments),
                                Named.of("of one byte", FrameFloods::tinyFragments))),
                Named.of("frames that break a rule", FrameFloods::violations));
    }

    private static byte[] times(int count, byte[] frame) {
        ByteBuffer all = ByteBuffer.allocate(count * frame.length);
        IntStream.range(0, count).forEach(i -> all.put(frame));
        return all.array();
    }

    private static Attack stays(int count, byte[] frame) {
        return offenders -> {
            byte[] flood = times(count, frame);
            for (TestEndpoint client : offenders.register(CLIENTS)) {
                client.peer().sendRaw(flood);
                assertStays(client);
            }
        };
    }

    /** Sends a message to itself, which arrives behind a bounded number of pongs. */
    private static void assertStays(TestEndpoint client) {
        JsonObject marker = client.offer(client.uuid());
        client.peer().send(marker);
        int pongs = 0;
        PeerEvent next = client.peer().expect(PeerEvent.class);
        for (; next instanceof PeerEvent.PongReceived; next = client.peer().expect(PeerEvent.class)) {
            pongs++;
        }
        assertThat(next).isEqualTo(new PeerEvent.TextReceived(marker.toString()));
        assertThat(pongs).isLessThanOrEqualTo(MAX_PONGS);
    }

    private static Attack closed(int code, int count, byte[] frame) {
        return offenders -> {
            byte[] flood = times(count, frame);
            for (int i = 0; i < CLIENTS; i++) {
                TestPeer peer = offenders.register(ClientGeneration.V0_5).peer();
                Offenders.asFarAsItGets(() -> peer.sendRaw(flood));
                assertThat(peer.awaitClose().code()).isEqualTo(code);
            }
        };
    }

    private static void emptyFragments(Offenders offenders) {
        byte[] flood = times(20_000, WebSocketFrames.masked(WebSocketFrames.CONTINUATION, false, NOTHING));
        for (TestEndpoint client : offenders.register(CLIENTS)) {
            byte[] text = client.registration().toString().getBytes(StandardCharsets.UTF_8);
            client.peer().sendFrame(WebSocketFrames.TEXT, false, text);
            client.peer().sendRaw(flood);
            client.peer().sendFrame(WebSocketFrames.CONTINUATION, true, NOTHING);
            assertThat(client.peer().expectMessage()).isEqualTo(TestMessages.accepted(client.generation()));
        }
    }

    private static void tinyFragments(Offenders offenders) {
        for (TestEndpoint client : offenders.register(CLIENTS)) {
            JsonObject offer = TestMessages.with(client.offer(client.uuid()), "description", "x".repeat(10_000));
            client.peer().sendFragmented(offer.toString().getBytes(StandardCharsets.UTF_8), 1);
            assertThat(client.peer().expectMessage()).isEqualTo(offer);
        }
    }

    /** Each rule of RFC 6455, sections 5.2 to 5.5, is another client's. */
    private static void violations(Offenders offenders) {
        byte[][] violations = {
            {(byte) 0x81, 0}, // no mask
            {(byte) 0xC1, (byte) 0x80, 0, 0, 0, 0}, // a reserved bit
            {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0}, // a reserved opcode
            {(byte) 0x8B, (byte) 0x80, 0, 0, 0, 0}, // a reserved opcode of control frames
            {(byte) 0x89, (byte) 0xFE, 0, 126, 0, 0, 0, 0}, // a long ping
            {(byte) 0x09, (byte) 0x80, 0, 0, 0, 0}, // a part of a ping
            {(byte) 0x80, (byte) 0x80, 0, 0, 0, 0}, // a continuation of nothing
            {(byte) 0x81, (byte) 0xFF, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0}, // a negative length
            {(byte) 0x88, (byte) 0x81, 0, 0, 0, 0, 3}, // half a close code
        };
        for (byte[] violation : violations) {
            TestPeer peer = offenders.open();
            peer.sendRaw(violation);
            assertThat(peer.awaitClose().code()).isEqualTo(PROTOCOL_ERROR);
        }
    }
}
