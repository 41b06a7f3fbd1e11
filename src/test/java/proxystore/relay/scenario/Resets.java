package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Connections that end in a reset, at each stage of a client's life. */
final class Resets {
    private static final int CLIENTS = 10;
    private static final String HEAD = "GET / HTTP/1.1\r\nHost: relay\r\n";
    private static final String HANDSHAKE = HEAD + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    private static final byte[] FRAME = WebSocketFrames.masked(
            WebSocketFrames.TEXT,
            true,
            TestMessages.registration(ClientGeneration.V0_5, UUID.randomUUID().toString(), "reset")
                    .toString()
                    .getBytes(StandardCharsets.UTF_8));

    private Resets() {}

    /** One attack before the WebSocket and one after, with a few clients for each stage. */
    static Stream<Named<Attack>> all() {
        return Stream.of(
                Named.of("resets before the WebSocket", Resets::early),
                Named.of("resets of WebSockets", Resets::webSockets));
    }

    private static void early(Offenders offenders) throws IOException {
        reset(offenders, false, client -> {});
        reset(offenders, false, client -> client.write(new byte[] {0x16, 3, 1, 2, 0, 1}));
        for (String sent : new String[] {"", "G", HEAD, HEAD + "\r\n", HANDSHAKE, HANDSHAKE + "\u0081"}) {
            reset(offenders, true, client -> client.write(sent));
        }
    }

    private static void reset(Offenders offenders, boolean secured, Consumer<RawConnection> deed) throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            RawConnection client = offenders.connect();
            if (secured) {
                client.secured();
            }
            deed.accept(client);
            client.close();
        }
    }

    private static void webSockets(Offenders offenders) {
        for (int bytes : new int[] {0, 1, 3, 7, 20, FRAME.length}) {
            byte[] part = Arrays.copyOf(FRAME, bytes);
            reset(offenders, peer -> peer.sendRaw(part));
        }
        reset(offenders, peer -> peer.sendFrame(WebSocketFrames.TEXT, false, new byte[10]));
        reset(offenders, peer -> peer.sendFrame(WebSocketFrames.PING, true, new byte[125]));
        reset(offenders, peer -> peer.sendClose(1000, ""));
        reset(offenders, peer -> peer.sendFrame(WebSocketFrames.BINARY, true, new byte[10]));
        underWay(offenders);
    }

    private static void reset(Offenders offenders, Consumer<TestPeer> deed) {
        for (TestPeer peer : offenders.open(CLIENTS)) {
            deed.accept(peer);
            peer.reset();
        }
    }

    /** Two clients send to each other while one of them is reset. */
    private static void underWay(Offenders offenders) {
        for (int i = 0; i < CLIENTS; i++) {
            TestEndpoint stays = offenders.register(ClientGeneration.V0_5);
            TestEndpoint leaves = offenders.register(ClientGeneration.V1_0);
            for (int message = 0; message < 20; message++) {
                stays.peer().send(stays.offer(leaves.uuid()));
                leaves.peer().send(leaves.offer(stays.uuid()));
            }
            leaves.peer().reset();
            stays.awaitUnknown(leaves.uuid());
        }
    }
}
