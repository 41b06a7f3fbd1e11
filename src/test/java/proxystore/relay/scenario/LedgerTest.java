package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Feeds the ledger right and wrong histories: each wrong one must be reported. */
@SuppressWarnings("NullAway.Init") // set before each test
class LedgerTest {
    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(2, 2);
    private static final UUID UNKNOWN = new UUID(3, 3);
    private static final String CLOSED = "the peer's connection is closed";

    private final Ledger ledger = ChaosTolerance.NONE.newLedger();
    /** Of the connections so far. */
    private int ports;

    private LedgerConnection sender;
    private LedgerConnection receiver;

    @BeforeEach
    void registerTwo() {
        sender = registered(ClientGeneration.V0_5, A);
        receiver = registered(ClientGeneration.V1_0, B);
    }

    private LedgerConnection registered(ClientGeneration generation, UUID uuid) {
        LedgerConnection opened = ledger.opens("client", "192.0.2.1:" + ++ports, generation);
        ledger.registers(opened, uuid);
        ledger.accepted(opened);
        return opened;
    }

    private LedgerMessage sent(UUID destination) {
        return ledger.sends(sender, A, destination, 100);
    }

    private void assertOnlyViolation(String part) {
        assertThat(ledger.violations()).singleElement().asString().contains(part);
    }

    private void assertNoViolation() {
        assertThat(ledger.violations()).isEmpty();
    }

    // Delivered or returned, exactly one of both

    @Test
    void deliveredMessagesAndReturnedOnesOfUnknownPeersAreRight() {
        ledger.delivered(receiver, sent(B));
        ledger.delivered(receiver, sent(B));
        ledger.returned(sender, sent(UNKNOWN), ClientGeneration.V0_5.unknownPeer(UNKNOWN));

        assertNoViolation();
    }

    @Test
    void aLostMessageIsReported() {
        sent(B);

        assertOnlyViolation("neither delivered nor returned");
        assertThat(ledger.unsettled()).hasSize(1);
    }

    @Test
    void aDuplicatedMessageIsReported() {
        LedgerMessage message = sent(B);
        ledger.delivered(receiver, message);
        ledger.delivered(receiver, message);

        assertThat(ledger.violations()).anyMatch(line -> line.contains("delivered twice"));
    }

    @Test
    void aMessageThatIsReturnedTwiceIsReported() {
        LedgerMessage message = sent(UNKNOWN);
        ledger.returned(sender, message, ClientGeneration.V0_5.unknownPeer(UNKNOWN));
        ledger.returned(sender, message, ClientGeneration.V0_5.unknownPeer(UNKNOWN));

        assertOnlyViolation("returned twice");
    }

    @Test
    void aMessageThatIsDeliveredAndReturnedIsReported() {
        ledger.slows(receiver);
        LedgerMessage message = sent(B);
        ledger.delivered(receiver, message);
        ledger.returned(sender, message, CLOSED);

        assertOnlyViolation("delivered and returned");
    }

    @Test
    void aMessageThatIsReturnedAndThenDeliveredIsReported() {
        ledger.slows(receiver);
        LedgerMessage message = sent(B);
        ledger.returned(sender, message, CLOSED);
        ledger.delivered(receiver, message);

        assertOnlyViolation("and delivered");
    }

    @Test
    void aReturnedMessageWhoseReceiverReadsIsReported() {
        ledger.returned(sender, sent(B), CLOSED);

        assertOnlyViolation("whose receiver read all the time");
    }

    @Test
    void aReturnedMessageWhoseReceiverWasSlowIsRight() {
        ledger.slows(receiver);
        ledger.returned(sender, sent(B), CLOSED);

        assertNoViolation();
    }

    @Test
    void aWrongErrorForAPeerThatNeverWasIsReported() {
        ledger.returned(sender, sent(UNKNOWN), ClientGeneration.V1_0.unknownPeer(UNKNOWN));

        assertOnlyViolation("which no client has claimed");
    }

    @Test
    void aMessageAtTheWrongClientIsReported() {
        ledger.delivered(sender, sent(B));

        assertOnlyViolation("was delivered to");
    }

    @Test
    void aReturnedMessageAtTheWrongClientIsReported() {
        ledger.returned(receiver, sent(UNKNOWN), ClientGeneration.V1_0.unknownPeer(UNKNOWN));

        assertOnlyViolation("was returned to");
    }

    @Test
    void reorderedMessagesAreReported() {
        LedgerMessage first = sent(B);
        LedgerMessage second = sent(B);
        ledger.delivered(receiver, second);
        ledger.delivered(receiver, first);

        assertOnlyViolation("was delivered after message");
    }

    // Lost with a connection

    @Test
    void aMessageMayBeLostWithAConnectionThatEndedAfterIt() {
        sent(B);
        ledger.departs(receiver, LedgerDeparture.RESET);
        ledger.ended(receiver, "reset");

        assertNoViolation();
    }

    @Test
    void aMessageIsNotLostWithAConnectionThatEndedBeforeIt() {
        ledger.departs(receiver, LedgerDeparture.RESET);
        ledger.ended(receiver, "reset");
        sent(B);

        assertOnlyViolation("neither delivered nor returned");
    }

    @Test
    void aMessageIsNotLostWithAConnectionThatReadUpToTheCloseFrame() {
        sent(B);
        ledger.departs(receiver, LedgerDeparture.CLOSE_FRAME);
        ledger.closed(receiver, Ledger.NORMAL_CLOSURE, "");
        ledger.ended(receiver, "end of stream");

        assertOnlyViolation("neither delivered nor returned");
    }

    @Test
    void asManyMessagesAreLostWithAnEndedConnectionAsTheRelayReportsAsUncertain() {
        ledger.departs(receiver, LedgerDeparture.CLOSE_FRAME);
        sent(B);
        ledger.closed(receiver, Ledger.NORMAL_CLOSURE, "");
        ledger.ended(receiver, "end of stream");
        assertOnlyViolation("neither delivered nor returned");

        ledger.uncertain(List.of(receiver.address));
        assertNoViolation();

        sent(B);
        assertOnlyViolation("message 1 of connection 0");
        ledger.uncertain(List.of(receiver.address, receiver.address));
        assertNoViolation();
    }

    @Test
    void asManyMessagesToAUuidAreLostAsNodesReportAsUncertain() {
        sent(B);
        sent(B);
        ledger.uncertain(List.of(A.toString(), B.toString()));
        assertOnlyViolation("message 1 of connection 0");

        ledger.uncertain(List.of(B.toString(), B.toString()));
        assertNoViolation();
    }

    @Test
    void aMessageToAReadingPeerIsReturnedForAnExcusedReasonOnly() {
        Ledger excusing = new Ledger(0, Pattern.compile("unreachable"));
        LedgerConnection one = excusing.opens("client", "192.0.2.1:9", ClientGeneration.V0_5);
        excusing.registers(one, A);
        excusing.accepted(one);
        excusing.returned(one, excusing.sends(one, A, A, 100), "the cluster is unreachable");
        assertThat(excusing.violations()).isEmpty();

        excusing.returned(one, excusing.sends(one, A, A, 100), CLOSED);
        assertThat(excusing.violations()).singleElement().asString().contains("whose receiver read all the time");
    }

    @Test
    void aReportOfAnotherConnectionOrOfOneThatStandsExplainsNoLoss() {
        sent(B);
        ledger.uncertain(List.of(sender.address, receiver.address));

        assertOnlyViolation("neither delivered nor returned");
    }

    @Test
    void aProtocolErrorThatAnswersTheEndOfAStreamIsNoCloseFrame() {
        sent(B);
        ledger.departs(receiver, LedgerDeparture.END_OF_STREAM);
        ledger.closed(receiver, 1002, "");
        ledger.ended(receiver, "end of stream");

        assertNoViolation();
    }

    @Test
    void aProtocolErrorForAClientThatStaysIsReported() {
        ledger.closed(receiver, 1002, "");
        ledger.ended(receiver, "end of stream");

        assertOnlyViolation("was closed with 1002");
    }

    @Test
    void aMessageMayBeLostWithTheResetOfItsSender() {
        sent(B);
        ledger.departs(sender, LedgerDeparture.RESET);
        ledger.ended(sender, "reset");

        assertNoViolation();
    }

    @Test
    void aMessageBeforeItsSendersCloseFrameIsNotLostIfTheReceiverReads() {
        sent(B);
        ledger.departs(sender, LedgerDeparture.CLOSE_FRAME);
        ledger.closed(sender, Ledger.NORMAL_CLOSURE, "");
        ledger.ended(sender, "end of stream");

        assertOnlyViolation("neither delivered nor returned");
    }

    @Test
    void aGapInWhatALostConnectionReceivedIsReported() {
        sent(B);
        ledger.delivered(receiver, sent(B));
        ledger.departs(receiver, LedgerDeparture.RESET);
        ledger.ended(receiver, "reset");

        assertOnlyViolation("message 0 of connection 0 (client at 192.0.2.1:1, V0_5) to " + B + " was neither");
    }

    @Test
    void aGapInWhatALostConnectionSentIsReported() {
        sent(B);
        ledger.delivered(receiver, sent(B));
        sent(B);
        ledger.departs(sender, LedgerDeparture.RESET);
        ledger.ended(sender, "reset");

        assertOnlyViolation("message 0 of connection 0 (client at 192.0.2.1:1, V0_5) to " + B + " was neither");
    }

    // Close codes and ends

    @Test
    void aCloseWithoutReasonIsReported() {
        ledger.closed(receiver, ClientGeneration.V1_0.displacedCode(), "");
        ledger.ended(receiver, "end of stream");

        assertOnlyViolation("was closed with 4004");
    }

    @Test
    void theCloseCodeOfAnotherGenerationIsReported() {
        registered(ClientGeneration.V0_5, B);
        ledger.closed(receiver, ClientGeneration.V0_5.displacedCode(), "");
        ledger.ended(receiver, "end of stream");

        assertOnlyViolation("was closed with 1001");
    }

    @Test
    void aDisplacedConnectionAndTheCloseOfAnOffenderAreRight() {
        registered(ClientGeneration.V0_5, B);
        ledger.closed(receiver, ClientGeneration.V1_0.displacedCode(), "");
        ledger.ended(receiver, "end of stream");
        ledger.offends(sender, ClientGeneration.V0_5.binaryCode());
        ledger.closed(sender, ClientGeneration.V0_5.binaryCode(), "");
        ledger.ended(sender, "end of stream");

        assertNoViolation();
    }

    @Test
    void onlyAClientThatDidNotReadMayBeClosedForIt() {
        ledger.slows(receiver);
        ledger.closed(receiver, Ledger.NOT_READING, "");
        ledger.ended(receiver, "end of stream");
        assertNoViolation();

        ledger.closed(sender, Ledger.NOT_READING, "");
        ledger.ended(sender, "end of stream");
        assertOnlyViolation("was closed with 1013");
    }

    @Test
    void anEndWithoutACloseFrameIsReported() {
        ledger.ended(receiver, "end of stream");

        assertOnlyViolation("ended without a close frame");
    }

    @Test
    void asManyConnectionsMayEndWithoutACloseFrameAsTheLedgerAcceptsIfTheRelayHadAReason() {
        Ledger accepting = new Ledger(2, ChaosTolerance.NO_REASON);
        LedgerConnection first = accepting.opens("client", "192.0.2.1:1", ClientGeneration.V0_5);
        LedgerConnection second = accepting.opens("client", "192.0.2.1:2", ClientGeneration.V0_5);
        accepting.offends(first, 1003);
        accepting.ended(first, "end of stream");
        assertThat(accepting.violations()).isEmpty();

        accepting.offends(second, 1003);
        accepting.ended(second, "end of stream");
        assertThat(accepting.violations()).hasSize(2);
    }

    @Test
    void aMessageAfterTheCloseFrameIsReported() {
        LedgerMessage message = sent(B);
        ledger.offends(receiver, 4000);
        ledger.closed(receiver, 4000, "");
        ledger.delivered(receiver, message);
        ledger.ended(receiver, "end of stream");

        assertOnlyViolation("after the close frame");
    }

    @Test
    void aConnectionThatStaysAfterItsClientLeftIsReported() {
        ledger.departs(receiver, LedgerDeparture.CLOSE_FRAME);

        assertOnlyViolation("has not ended");
    }

    // Registrations

    @Test
    void twoOwnersOfOneUuidAreReported() {
        registered(ClientGeneration.V0_5, B);

        assertThat(ledger.unsettled()).hasSize(1);
        assertOnlyViolation("is held by all of");
    }

    @Test
    void anUnansweredRegistrationIsReported() {
        ledger.registers(receiver, B);

        assertOnlyViolation("was not answered");
    }

    @Test
    void anAnswerTooManyIsReported() {
        ledger.accepted(receiver);

        assertThat(ledger.violations()).anyMatch(line -> line.contains("that it had not asked for"));
    }

    @Test
    void anUnansweredMessageBeforeTheRegistrationIsReported() {
        ledger.strays(ledger.opens("client", "192.0.2.1:9", ClientGeneration.V0_5));

        assertOnlyViolation("was not answered");
    }

    @Test
    void aLaterRegistrationOfGeneration05ChangesNothing() {
        ledger.registers(sender, B);
        ledger.accepted(sender);

        assertThat(ledger.owners().get(B)).containsExactly(receiver);
        assertThat(ledger.owners().get(A)).containsExactly(sender);
    }

    @Test
    void aLaterRegistrationOfGeneration10ReleasesTheFirstUuid() {
        ledger.registers(receiver, UNKNOWN);
        ledger.accepted(receiver);

        assertThat(ledger.owners().get(B)).isEmpty();
        assertThat(ledger.owners().get(UNKNOWN)).containsExactly(receiver);
    }
}
