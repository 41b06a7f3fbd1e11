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

/** Simulates each fault of a relay and checks its count. */
class MessageFlowTest {
    private static final UUID SOURCE = UUID.fromString("6f24ee0b-7a4d-4e0b-8a4f-8d3e9c5c8f20");
    private static final UUID PEER = UUID.fromString("b1a9f3c0-7be2-4d0c-8f6e-5d4c3b2a1908");

    private final BenchCounters counters = new BenchCounters();
    private final List<Long> latencies = new ArrayList<>();
    private final MessageFlow flow =
            new MessageFlow(SOURCE, PEER, "offer", SessionDescription.of(700), counters, nanos -> latencies.add(nanos));

    private String start() {
        return flow.text(flow.start(System.nanoTime()));
    }

    @Test
    void textIsAPeerConnection() throws Exception {
        PeerConnection message = (PeerConnection) new MessageDecoder().decode(start());

        assertThat(message.sourceUuid()).isEqualTo(SOURCE);
        assertThat(message.peerUuid()).isEqualTo(PEER);
        assertThat(message.descriptionType()).isEqualTo("offer");
        assertThat(message.description()).hasSize(700).startsWith("v=0\r\n");
        assertThat(message.error()).isNull();
    }

    @Test
    void eachMessageIsDifferent() {
        assertThat(start()).isNotEqualTo(start());
    }

    @Test
    void deliveredInOrderIsSound() {
        String first = start();
        String second = start();
        assertThat(flow.inFlight()).isEqualTo(2);

        assertThat(flow.receive(first)).isTrue();
        assertThat(flow.receive(second)).isTrue();

        assertThat(counters.sent.sum()).isEqualTo(2);
        assertThat(counters.delivered.sum()).isEqualTo(2);
        assertThat(latencies).hasSize(2);
        assertThat(flow.inFlight()).isZero();
        assertThat(flow.abandon()).isZero();
        assertThat(counters.sound()).isTrue();
    }

    @Test
    void latencyCountsFromTheTimeAMessageWasDue() {
        long secondLate = System.nanoTime() - 1_000_000_000;

        flow.receive(flow.text(flow.start(secondLate)));

        assertThat(latencies)
                .singleElement()
                .satisfies(nanos -> assertThat(nanos).isGreaterThan(999_999_999));
    }

    @Test
    void equivalentJsonIsDelivered() {
        String text = start().replace("\"offer\"", "\"\\u006fffer\"").replace("{\"", "{ \"");

        assertThat(flow.receive(text)).isTrue();

        assertThat(counters.delivered.sum()).isOne();
        assertThat(counters.sound()).isTrue();
    }

    @Test
    void missingMessageIsAbandoned() {
        start();
        flow.receive(start());

        assertThat(flow.abandon()).isOne();
    }

    @Test
    void overtakenMessageIsReordered() {
        String first = start();
        flow.receive(start());

        flow.receive(first);

        assertThat(counters.delivered.sum()).isEqualTo(2);
        assertThat(counters.reordered.sum()).isOne();
        assertThat(counters.sound()).isFalse();
    }

    @Test
    void secondCopyIsUnexpected() {
        String text = start();
        flow.receive(text);

        flow.receive(text);

        assertThat(counters.delivered.sum()).isOne();
        assertThat(counters.unexpected.sum()).isOne();
        assertThat(counters.sound()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "typ host, typ hosT",
        "'\"offer\"', '\"answer\"'",
        "relay-bench-, relay-Bench-",
        "'\"error\":null', '\"error\":\"no\"'"
    })
    void changedMessageIsAltered(String was, String is) {
        String text = start();
        assertThat(text).contains(was);

        assertThat(flow.receive(text.replace(was, is))).isTrue();

        assertThat(counters.altered.sum()).isOne();
        assertThat(counters.delivered.sum()).isZero();
        assertThat(flow.inFlight()).isZero();
        assertThat(counters.sound()).isFalse();
    }

    @Test
    void truncatedMessageIsNotOfThisFlow() {
        String text = start();

        assertThat(flow.receive(text.substring(0, text.length() - 1))).isFalse();
    }

    @Test
    void messageOfAnotherFlowIsNotOfThisOne() {
        MessageFlow other = new MessageFlow(SOURCE, SOURCE, "offer", SessionDescription.of(700), counters, nanos -> {});

        assertThat(flow.receive(other.text(other.start(0)))).isFalse();

        assertThat(counters.delivered.sum()).isZero();
    }

    @Test
    void returnedMessageIsCountedWithItsReason() throws Exception {
        PeerConnection message = (PeerConnection) new MessageDecoder().decode(start());

        flow.receiveReturned(new MessageEncoder().encode(message.withError("no such peer")));

        assertThat(counters.returned.sum()).isOne();
        assertThat(counters.firstProblem()).contains("no such peer");
        assertThat(flow.inFlight()).isZero();
        assertThat(counters.sound()).isFalse();
    }

    @Test
    void messageThatWasNotSentIsUnexpected() {
        flow.receiveReturned("{\"message_type\": \"surprise\"}");
        flow.receiveReturned(start());

        assertThat(counters.unexpected.sum()).isEqualTo(2);
        assertThat(counters.returned.sum()).isZero();
        assertThat(flow.inFlight()).isOne();
    }

    @Test
    void eachMessageSettlesOnceWithAnyOutcome() throws Exception {
        List<String> settled = new ArrayList<>();
        flow.onSettled(() -> settled.add("settled"));
        String intact = start();
        String altered = start().replace("typ host", "typ hosT");
        String returned =
                new MessageEncoder().encode(((PeerConnection) new MessageDecoder().decode(start())).withError("no"));

        flow.receive(intact);
        flow.receive(altered);
        flow.receiveReturned(returned);

        assertThat(settled).hasSize(3);
    }

    @Test
    void abandonedFlowCountsNothing() {
        String text = start();
        assertThat(flow.abandon()).isOne();

        assertThat(flow.receive(text)).isTrue();

        assertThat(counters.delivered.sum()).isZero();
        assertThat(counters.unexpected.sum()).isZero();
    }

    @Test
    void problemIsOneLine() {
        flow.receiveReturned("no\nJSON\u2028at all\r\n".repeat(100));

        assertThat(counters.firstProblem()).hasLineCount(1).hasSizeLessThan(250);
    }
}
