package proxystore.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.message.MessageDecoder;
import proxystore.relay.message.MessageEncoder;
import proxystore.relay.message.PeerConnection;

/** Plants each fault that a relay could have, and sees that it is counted as what it is. */
class MessageFlowTest {
    private static final UUID SOURCE = UUID.fromString("6f24ee0b-7a4d-4e0b-8a4f-8d3e9c5c8f20");
    private static final UUID PEER = UUID.fromString("b1a9f3c0-7be2-4d0c-8f6e-5d4c3b2a1908");

    private final BenchCounters tally = new BenchCounters();
    private final List<Long> latencies = new ArrayList<>();
    private final MessageFlow flow =
            new MessageFlow(SOURCE, PEER, "offer", SessionDescription.of(700), tally, nanos -> latencies.add(nanos));

    private String depart() {
        return flow.text(flow.depart(System.nanoTime()));
    }

    @Test
    void textIsAPeerConnectionOfTheProtocol() throws Exception {
        PeerConnection message = (PeerConnection) new MessageDecoder().decode(depart());

        assertThat(message.sourceUuid()).isEqualTo(SOURCE);
        assertThat(message.peerUuid()).isEqualTo(PEER);
        assertThat(message.descriptionType()).isEqualTo("offer");
        assertThat(message.description()).hasSize(700).startsWith("v=0\r\n");
        assertThat(message.error()).isNull();
    }

    @Test
    void eachMessageIsDifferent() {
        assertThat(depart()).isNotEqualTo(depart());
    }

    @Test
    void deliveredInOrderIsSound() {
        String first = depart();
        String second = depart();
        assertThat(flow.inFlight()).isEqualTo(2);

        assertThat(flow.arrived(first)).isTrue();
        assertThat(flow.arrived(second)).isTrue();

        assertThat(tally.sent.sum()).isEqualTo(2);
        assertThat(tally.delivered.sum()).isEqualTo(2);
        assertThat(latencies).hasSize(2);
        assertThat(flow.inFlight()).isZero();
        assertThat(flow.giveUp()).isZero();
        assertThat(tally.sound()).isTrue();
    }

    @Test
    void latencyCountsFromTheTimeAMessageWasDue() {
        long secondLate = System.nanoTime() - 1_000_000_000;

        flow.arrived(flow.text(flow.depart(secondLate)));

        assertThat(latencies)
                .singleElement()
                .satisfies(nanos -> assertThat(nanos).isGreaterThan(999_999_999));
    }

    @Test
    void otherButEqualJsonIsDelivered() {
        String text = depart().replace("\"offer\"", "\"\\u006fffer\"").replace("{\"", "{ \"");

        assertThat(flow.arrived(text)).isTrue();

        assertThat(tally.delivered.sum()).isOne();
        assertThat(tally.sound()).isTrue();
    }

    @Test
    void missingMessageIsGivenUp() {
        depart();
        flow.arrived(depart());

        assertThat(flow.giveUp()).isOne();
    }

    @Test
    void overtakenMessageIsReordered() {
        String first = depart();
        flow.arrived(depart());

        flow.arrived(first);

        assertThat(tally.delivered.sum()).isEqualTo(2);
        assertThat(tally.reordered.sum()).isOne();
        assertThat(tally.sound()).isFalse();
    }

    @Test
    void secondCopyIsUnexpected() {
        String text = depart();
        flow.arrived(text);

        flow.arrived(text);

        assertThat(tally.delivered.sum()).isOne();
        assertThat(tally.unexpected.sum()).isOne();
        assertThat(tally.sound()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "typ host, typ hosT",
        "'\"offer\"', '\"answer\"'",
        "relay-bench-, relay-Bench-",
        "'\"error\":null', '\"error\":\"no\"'"
    })
    void changedMessageIsAltered(String was, String is) {
        String text = depart();
        assertThat(text).contains(was);

        assertThat(flow.arrived(text.replace(was, is))).isTrue();

        assertThat(tally.altered.sum()).isOne();
        assertThat(tally.delivered.sum()).isZero();
        assertThat(flow.inFlight()).isZero();
        assertThat(tally.sound()).isFalse();
    }

    @Test
    void cutMessageIsNotOfThisFlow() {
        String text = depart();

        assertThat(flow.arrived(text.substring(0, text.length() - 1))).isFalse();
    }

    @Test
    void messageOfAnotherFlowIsNotOfThisOne() {
        MessageFlow other = new MessageFlow(SOURCE, SOURCE, "offer", SessionDescription.of(700), tally, nanos -> {});

        assertThat(flow.arrived(other.text(other.depart(0)))).isFalse();

        assertThat(tally.delivered.sum()).isZero();
    }

    @Test
    void returnedMessageIsCountedWithItsReason() throws Exception {
        PeerConnection message = (PeerConnection) new MessageDecoder().decode(depart());

        flow.cameBack(new MessageEncoder().encode(message.withError("nobody is there")));

        assertThat(tally.returned.sum()).isOne();
        assertThat(tally.firstProblem()).contains("nobody is there");
        assertThat(flow.inFlight()).isZero();
        assertThat(tally.sound()).isFalse();
    }

    @Test
    void whatNobodySentIsUnexpected() {
        flow.cameBack("{\"message_type\": \"surprise\"}");
        flow.cameBack(depart());

        assertThat(tally.unexpected.sum()).isEqualTo(2);
        assertThat(tally.returned.sum()).isZero();
        assertThat(flow.inFlight()).isOne();
    }

    @Test
    void settlesOncePerMessageHoweverItEnds() throws Exception {
        List<String> settled = new ArrayList<>();
        flow.onSettled(() -> settled.add("settled"));
        String intact = depart();
        String altered = depart().replace("typ host", "typ hosT");
        String returned =
                new MessageEncoder().encode(((PeerConnection) new MessageDecoder().decode(depart())).withError("no"));

        flow.arrived(intact);
        flow.arrived(altered);
        flow.cameBack(returned);

        assertThat(settled).hasSize(3);
    }

    @Test
    void afterTheEndNothingCountsAnyMore() {
        String text = depart();
        assertThat(flow.giveUp()).isOne();

        assertThat(flow.arrived(text)).isTrue();

        assertThat(tally.delivered.sum()).isZero();
        assertThat(tally.unexpected.sum()).isZero();
    }

    @Test
    void explanationFitsOneLine() {
        flow.cameBack("no\nJSON\u2028at all\r\n".repeat(100));

        assertThat(tally.firstProblem()).hasLineCount(1).hasSizeLessThan(250);
    }
}
