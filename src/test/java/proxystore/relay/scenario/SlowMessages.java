package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Clients that do not finish what they have begun: the relay closes them with 1013, or cuts those that ignore a close. */
final class SlowMessages {
    private static final int CLIENTS = 5;
    private static final int TRY_AGAIN_LATER = 1013;
    private static final byte[] LETTER = {'a'};
    private static final byte[] NOTHING = {};
    /** The first byte of a text's header. */
    private static final byte[] HALF_HEADER = {(byte) 0x81};
    /** The header of a text of 1,000 bytes, and its mask. */
    private static final byte[] HEADER = {(byte) 0x81, (byte) 0xFE, 3, (byte) 0xE8, 0, 0, 0, 0};

    private SlowMessages() {}

    static Stream<Named<Attack>> all() {
        return Stream.of(
                Named.of("slow messages", SlowMessages::slow),
                Named.of("bytes behind a close that is not answered", SlowMessages::unanswered));
    }

    private static List<SlowMessage> messages() {
        Consumer<TestPeer> nothing = peer -> {};
        Consumer<TestPeer> ping = peer -> peer.sendFrame(WebSocketFrames.PING, true, NOTHING);
        Consumer<TestPeer> half = peer -> peer.sendRaw(HALF_HEADER);
        Consumer<TestPeer> header = peer -> peer.sendRaw(HEADER);
        Consumer<TestPeer> letter = peer -> peer.sendRaw(LETTER);
        Consumer<TestPeer> begin = peer -> peer.sendFrame(WebSocketFrames.TEXT, false, LETTER);
        Consumer<TestPeer> goOn = peer -> peer.sendFrame(WebSocketFrames.CONTINUATION, false, NOTHING);
        return List.of(
                new SlowMessage("no registration", false, nothing, nothing),
                new SlowMessage("pings and no registration", false, nothing, ping),
                new SlowMessage("half a header and no registration", false, half, nothing),
                new SlowMessage("a trickling registration", false, header, letter),
                new SlowMessage("a payload that does not end", true, header, nothing),
                new SlowMessage("a trickling payload", true, header, letter),
                new SlowMessage("trickling fragments", true, begin, goOn),
                new SlowMessage("pings within a message that does not end", true, begin, ping));
    }

    /**
     * A client that does not finish a message.
     *
     * @param registered whether it has registered before
     * @param next what it repeats until the relay closes it
     */
    private record SlowMessage(String title, boolean registered, Consumer<TestPeer> start, Consumer<TestPeer> next) {}

    /** A message and the client that has sent its start. */
    private record SentMessage(SlowMessage message, TestPeer peer) {}

    private static void slow(Offenders offenders) {
        List<SentMessage> attempts = new ArrayList<>();
        for (SlowMessage message : messages()) {
            List<TestPeer> peers = message.registered
                    ? offenders.register(CLIENTS).stream()
                            .map(TestEndpoint::peer)
                            .toList()
                    : offenders.open(CLIENTS);
            peers.forEach(message.start);
            peers.forEach(peer -> attempts.add(new SentMessage(message, peer)));
        }
        Offenders.trickle(
                attempts,
                attempt -> !attempt.peer.isOpen(),
                attempt -> Offenders.asFarAsItGets(() -> attempt.message.next.accept(attempt.peer)));
        assertThat(attempts)
                .allSatisfy(attempt -> assertThat(attempt.peer.awaitClose().code())
                        .as(attempt.message.title)
                        .isEqualTo(TRY_AGAIN_LATER));
    }

    private static void unanswered(Offenders offenders) {
        List<TestPeer> peers = offenders.open(CLIENTS);
        peers.forEach(peer -> peer.ignoringCloses().sendFrame(WebSocketFrames.BINARY, true, LETTER));
        Offenders.trickle(
                peers,
                TestPeer::isCut,
                peer -> Offenders.asFarAsItGets(() -> peer.sendFrame(WebSocketFrames.PING, true, LETTER)));
        assertThat(peers)
                .allSatisfy(peer -> assertThat(peer.awaitClose().code()).isEqualTo(ClientGeneration.V0_5.binaryCode()));
    }
}
