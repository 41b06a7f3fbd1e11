package proxystore.relay.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static proxystore.relay.doctor.Examination.step;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.doctor.StockRelay.Traits;
import proxystore.relay.message.Generation;

/** The doctor at ProxyStore's own relays, and at relays that do not keep their word. */
class StockRelaysTest {
    /** For examinations in which an answer is missing. */
    private static final Duration SHORT_LIMIT = Duration.ofSeconds(2);

    private static final Traits OLD = Traits.of(Generation.V0_5);
    private static final Traits NEW = Traits.of(Generation.V1_0);
    private static final String INFO = """
            {"name": "relay", "version": "1", "generations": ["1.0"], "authentication": "none", "limits": {"max_message_bytes": %d}}""";

    private static Checkup examine(Traits traits) throws Exception {
        return examine(traits, examination -> examination);
    }

    private static Checkup examine(Traits traits, UnaryOperator<Examination> changes) throws Exception {
        try (StockRelay relay = StockRelay.start(traits)) {
            Checkup checkup = changes.apply(Examination.of(relay.url())).run();
            await("no peer is left").until(relay::isEmpty);
            return checkup;
        }
    }

    @Test
    void theRelayOfProxyStore05Works() throws Exception {
        Checkup checkup = examine(OLD, examination -> examination.limit(SHORT_LIMIT));

        assertThat(checkup.exitCode(false)).as(checkup.json(false)).isZero();
        assertThat(step(checkup, "upgrade").finding()).isEqualTo("HTTP 101 by Python/3.11 websockets/10.4");
        assertThat(step(checkup, "pages").finding()).isEqualTo("none of /livez, /readyz and /info");
        assertThat(step(checkup, "intermediary").finding())
                .isEqualTo("no trace of one; compression: permessage-deflate");
        assertThat(step(checkup, "register-1.0").problem()).contains(Problem.REGISTRATION_TIMEOUT);
        assertThat(step(checkup, "round-trip").finding()).contains("from generation 0.5 to 0.5");
        assertThat(step(checkup, "message-size").finding()).isEqualTo("1048576 bytes pass");
        assertThat(checkup.summary()).startsWith("Endpoints of ProxyStore 0.4 to 0.5 can use ws://");
    }

    @Test
    void theRelayOfProxyStore10Works() throws Exception {
        Checkup checkup = examine(NEW);

        assertThat(checkup.exitCode(false)).as(checkup.json(false)).isZero();
        assertThat(step(checkup, "register-0.5").problem()).contains(Problem.CLOSED_4000);
        assertThat(step(checkup, "round-trip").finding()).contains("from generation 1.0 to 1.0");
        assertThat(checkup.summary()).startsWith("Endpoints of ProxyStore 0.6 to 1.x can use ws://");
    }

    @Test
    void theRelayOfProxyStore10AsksForAToken() throws Exception {
        try (StockRelay relay = StockRelay.start(NEW.asking())) {
            assertThat(Examination.problemAt(relay.url()).problem()).contains(Problem.CLOSED_4001);
            assertThat(Examination.of(relay.url()).token("t").run().exitCode(false))
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"1001, CLOSED_1001", "1006, CUT", "1011, CLOSED_OTHER"})
    void anotherEndInsteadOfAnAnswerIsExplained(int code, Problem problem) throws Exception {
        Checkup checkup = examine(NEW.refusing(code));

        assertThat(step(checkup, "register-1.0").problem()).contains(problem);
        assertThat(checkup.exitCode(false)).isEqualTo(1);
    }

    @Test
    void aLowerLimitThanUsualIsFound() throws Exception {
        assertThat(step(examine(NEW.upTo(100_000)), "message-size").finding())
                .isEqualTo("65536 bytes pass; 1048576 are refused: closed with 1009");
        assertThat(step(examine(NEW.upTo(10_000)), "message-size").problem()).contains(Problem.CLOSED_TOO_LONG);
    }

    @ParameterizedTest
    @CsvSource({"100000, 200000, LIMIT_LOWER", "200000, 100000, LIMIT_IGNORED"})
    void anotherLimitThanAnnouncedIsAWarning(int real, long announced, Problem problem) throws Exception {
        Checkup checkup = examine(NEW.upTo(real).page("/info", "200 OK", INFO.formatted(announced)));

        assertThat(step(checkup, "message-size").problem()).contains(problem);
        assertThat(checkup.exitCode(false)).isZero();
    }

    @Test
    void aLimitBeyondReasonIsNotTried() throws Exception {
        Checkup checkup = examine(NEW.upTo(Integer.MAX_VALUE).page("/info", "200 OK", INFO.formatted(1 << 30)));

        assertThat(step(checkup, "message-size").finding())
                .isEqualTo("4194304 bytes pass; the announced limit, 1073741824, was not tried");
    }

    @Test
    void messagesThatAreReturnedAlteredOrLostAreExplained() throws Exception {
        assertThat(roundTrip(text -> Optional.of(text.replace("\"error\":null", "\"error\":\"full\""))))
                .contains(Problem.MESSAGE_RETURNED);
        assertThat(roundTrip(text -> Optional.of(text.replace("typ host", "typ relay"))))
                .contains(Problem.MESSAGE_ALTERED);
        assertThat(roundTrip(text -> Optional.of(text).filter(sent -> sent.contains("_response"))))
                .contains(Problem.MESSAGE_LOST);
    }

    @Test
    void aRegistrationWithoutSuccessIsExplained() throws Exception {
        Checkup checkup =
                examine(NEW.sending(text -> Optional.of(text.replace("\"success\": true", "\"success\": false"))));

        assertThat(step(checkup, "register-1.0").problem()).contains(Problem.REGISTRATION_REFUSED);
        assertThat(checkup.exitCode(false)).isEqualTo(1);
    }

    private static Optional<Problem> roundTrip(Function<String, Optional<String>> sending) throws Exception {
        Checkup checkup = examine(NEW.sending(sending), examination -> examination.limit(SHORT_LIMIT));
        assertThat(checkup.exitCode(false)).isEqualTo(1);
        return step(checkup, "round-trip").problem();
    }

    @Test
    void aRelayThatIsNotReadyOrNotLiveIsAWarning() throws Exception {
        Checkup draining = examine(NEW.page("/readyz", "503 Service Unavailable", "draining\n"));
        assertThat(step(draining, "pages").problem()).contains(Problem.NOT_READY);
        assertThat(step(draining, "pages").finding()).isEqualTo("/readyz: HTTP 503: draining");

        Checkup stuck = examine(NEW.page("/livez", "503 Service Unavailable", "stuck\n"));
        assertThat(step(stuck, "pages").problem()).contains(Problem.NOT_LIVE);
    }

    @Test
    void anotherProgramsPagesAreNotARelays() throws Exception {
        Checkup checkup = examine(NEW.page("/info", "200 OK", "{\"name\": \"other\"}"));

        assertThat(step(checkup, "pages").finding()).isEqualTo("none of /livez, /readyz and /info");
    }
}
