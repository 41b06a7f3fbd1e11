package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peer connections on their way from one peer to the other, or back. */
interface ForwardingScenarios extends Scenarios {
    @EachPairOfGenerations
    default void peersExchangeOfferAndAnswer(ClientGeneration caller, ClientGeneration callee) {
        TestEndpoint alice = peers().register(caller);
        TestEndpoint bob = peers().register(callee);

        JsonObject offer = alice.offer(bob.uuid());
        alice.peer().send(offer);
        assertThat(bob.peer().expectMessage()).isEqualTo(offer);
        JsonObject answer = TestMessages.peerConnection(bob.uuid(), alice.uuid(), "answer", TestMessages.sdp(2000));
        bob.peer().send(answer);
        assertThat(alice.peer().expectMessage()).isEqualTo(answer);
    }

    @EachGeneration
    default void aMessageToAnUnknownPeerIsReturned(ClientGeneration generation) {
        TestEndpoint endpoint = peers().register(generation);

        endpoint.assertUnknown(UUID.randomUUID());

        endpoint.assertRegisteredAndQuiet();
    }

    @EachGeneration
    default void aReturnedMessageGoesToItsSenderAndNotToTheSourceThatItNames(ClientGeneration generation) {
        TestEndpoint named = peers().register(generation);
        TestEndpoint sender = peers().register(generation);
        UUID unknown = UUID.randomUUID();
        JsonObject message = TestMessages.peerConnection(named.uuid(), unknown, "offer", TestMessages.sdp(0));

        sender.peer().send(message);

        assertThat(sender.peer().expectMessage())
                .isEqualTo(TestMessages.with(message, "error", generation.unknownPeer(unknown)));
        named.assertRegisteredAndQuiet();
    }

    @EachGeneration
    default void aMessageToItselfIsForwarded(ClientGeneration generation) {
        TestEndpoint endpoint = peers().register(generation);

        endpoint.reaches(endpoint);
    }

    @Test
    default void aSenderThatHasNotRegisteredGetsAnErrorAndStaysConnected() {
        TestEndpoint receiver = peers().register(ClientGeneration.V0_5);
        TestPeer peer = peers().open();

        peer.send(TestMessages.peerConnection(UUID.randomUUID(), receiver.uuid(), "offer", TestMessages.sdp(0)));

        assertThat(peer.expectMessage()).isEqualTo(TestMessages.notRegisteredYet());
        new TestEndpoint(ClientGeneration.V1_0, UUID.randomUUID(), peer).reaches(receiver);
        receiver.assertRegisteredAndQuiet();
    }

    @EachGeneration
    default void anErrorThatAClientSendsIsForwardedUnchanged(ClientGeneration generation) {
        TestEndpoint sender = peers().register(generation);
        TestEndpoint receiver = peers().register(generation);
        JsonObject message = TestMessages.with(sender.offer(receiver.uuid()), "error", "the endpoint is busy");

        sender.peer().send(message);

        assertThat(receiver.peer().expectMessage()).isEqualTo(message);
    }

    @EachGeneration
    default void aMissingErrorIsWrittenAsNull(ClientGeneration generation) {
        TestEndpoint sender = peers().register(generation);
        TestEndpoint receiver = peers().register(generation);
        JsonObject complete = sender.offer(receiver.uuid());

        sender.peer().send(TestMessages.without(complete, "error"));

        assertThat(complete.get("error")).isEqualTo(JsonValue.NULL);
        assertThat(receiver.peer().expectMessage()).isEqualTo(complete);
    }

    @EachGeneration
    default void anUnlistedDescriptionTypeIsForwardedUnchanged(ClientGeneration generation) {
        TestEndpoint sender = peers().register(generation);
        TestEndpoint receiver = peers().register(generation);
        JsonObject message = TestMessages.with(sender.offer(receiver.uuid()), "description_type", "rollback");

        sender.peer().send(message);

        assertThat(receiver.peer().expectMessage()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0000 and \u0001 and \u001f and \u007f",
                "\u2028\u2029\u0085\ufeff",
                "\uD83D\uDE00 \uD834\uDD1E \uDBFF\uDFFF",
                "\"\\/\b\f\n\r\t",
                "\uFFFD\uFFFE\uFFFF \u00e9 e\u0301"
            })
    default void textsAreForwardedUnchanged(String text) {
        TestEndpoint sender = peers().register(ClientGeneration.V0_5);
        TestEndpoint receiver = peers().register(ClientGeneration.V1_0);
        JsonObject message = sender.offer(receiver.uuid());
        for (String key : new String[] {"description", "source_name", "error"}) {
            message = TestMessages.with(message, key, text);
        }

        sender.peer().send(message);

        assertThat(receiver.peer().expectMessage()).isEqualTo(message);
    }

    @Test
    default void allCharacterEscapesAreRead() {
        TestEndpoint sender = peers().register(ClientGeneration.V0_5);
        TestEndpoint receiver = peers().register(ClientGeneration.V1_0);
        JsonObject message = TestMessages.with(sender.offer(receiver.uuid()), "description", "TEXT");

        sender.peer()
                .sendText("\r\n\t " + message.toString().replace("TEXT", "\\ud83d\\uDE00\\u0041\\/\\u0000\\u2028")
                        + " \n");

        assertThat(receiver.peer().expectMessage().getString("description")).isEqualTo("\uD83D\uDE00A/\u0000\u2028");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00", "\\udc00\\ud800", "a\\ud83d"})
    default void aLoneSurrogateClosesNoConnection(String escape) {
        TestEndpoint sender = peers().register(ClientGeneration.V1_0);
        TestEndpoint receiver = peers().register(ClientGeneration.V0_5);
        String offer = TestMessages.with(sender.offer(receiver.uuid()), "description", "TEXT")
                .toString();

        sender.peer().sendText(offer.replace("TEXT", escape));

        // Whether it is delivered, returned or skipped: both connections go on.
        for (TestEndpoint endpoint : new TestEndpoint[] {sender, receiver}) {
            JsonObject marker = endpoint.offer(endpoint.uuid());
            endpoint.peer().send(marker);
            JsonObject next = endpoint.peer().expectMessage();
            assertThat(next.equals(marker) || endpoint.peer().expectMessage().equals(marker))
                    .as("the marker of %s is first or second", endpoint.peer())
                    .isTrue();
        }
    }

    @EachPairOfGenerations
    default void largeDescriptionsArriveComplete(ClientGeneration from, ClientGeneration to) {
        TestEndpoint sender = peers().register(from);
        TestEndpoint receiver = peers().register(to);
        JsonObject message = TestMessages.with(sender.offer(receiver.uuid()), "description", TestMessages.sdp(200_000));

        for (int i = 0; i < 5; i++) {
            sender.peer().send(message);
        }

        for (int i = 0; i < 5; i++) {
            assertThat(receiver.peer().expectMessage()).isEqualTo(message);
        }
    }

    @EachGeneration
    default void fragmentsOfAnyLengthAreOneMessage(ClientGeneration generation) {
        TestEndpoint sender = peers().register(generation);
        TestEndpoint receiver = peers().register(generation);
        JsonObject message = TestMessages.with(
                sender.offer(receiver.uuid()),
                "description",
                "\u00e9\u20ac\uD83D\uDE00".repeat(40) + TestMessages.sdp(600));
        byte[] utf8 = message.toString().getBytes(StandardCharsets.UTF_8);

        // One byte a frame cuts every character of two, three and four bytes everywhere.
        for (int bytes : new int[] {1, 2, 3, 125, 126, 700}) {
            sender.peer().sendFragmented(utf8, bytes);
            assertThat(receiver.peer().expectMessage())
                    .as("%d bytes a frame", bytes)
                    .isEqualTo(message);
        }
    }

    @Test
    default void aPingBetweenFragmentsIsAnsweredAndTheMessageIsComplete() {
        TestEndpoint sender = peers().register(ClientGeneration.V0_5);
        TestEndpoint receiver = peers().register(ClientGeneration.V0_5);
        JsonObject message = TestMessages.with(sender.offer(receiver.uuid()), "description", "\u20ac");
        byte[] utf8 = message.toString().getBytes(StandardCharsets.UTF_8);
        int insideEuro = message.toString().indexOf('\u20ac') + 1;
        byte[] ping = {0, 1, (byte) 0xFF};

        sender.peer().sendFrame(WebSocketFrames.TEXT, false, Arrays.copyOf(utf8, insideEuro));
        sender.peer().sendFrame(WebSocketFrames.PING, true, ping);
        sender.peer().expectPong(ping);
        sender.peer().sendFrame(WebSocketFrames.CONTINUATION, false, new byte[0]);
        sender.peer().sendFrame(WebSocketFrames.CONTINUATION, true, Arrays.copyOfRange(utf8, insideEuro, utf8.length));

        assertThat(receiver.peer().expectMessage()).isEqualTo(message);
    }
}
