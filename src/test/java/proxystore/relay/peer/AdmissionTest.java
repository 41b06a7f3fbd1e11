package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.message.CloseStatus;

class AdmissionTest {
    private static final Duration INSTANT = Duration.ofNanos(1);
    private static final Duration REGISTRATION_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MESSAGE_TIMEOUT = Duration.ofMinutes(2);
    private static final CloseStatus NOT_REGISTERED =
            new CloseStatus(1013, "No registration arrived within 30 s. Try again later.");
    private static final CloseStatus UNFINISHED =
            new CloseStatus(1013, "A message did not arrive within 120 s. Try again later.");

    private final SettableClock clock = new SettableClock();
    /** The tick is longer than any time in these tests, so none is a pause. */
    private final RunningTime time = new RunningTime(Duration.ofHours(1), Duration.ZERO, clock.getAsLong());

    private final Admission admission = admission(RelayConfig.defaults());

    private Admission admission(RelayConfig config) {
        return new Admission(config, new AdmissionControl(config, 0, clock), "192.0.2.1:1", clock);
    }

    private void pass(Duration duration) {
        clock.advance(duration);
        time.tick(clock.getAsLong());
    }

    @Test
    void messagesAreShortUntilTheRegistrationArrives() {
        assertThat(admission.maxMessageBytes()).isEqualTo(8192);
        admission.registrationArrived();
        assertThat(admission.maxMessageBytes()).isEqualTo(1 << 20);
    }

    @Test
    void limitOfAllMessagesHoldsBeforeTheRegistrationToo() {
        Admission small = admission(RelayConfig.of(Map.of("max_message_bytes", "1000")));
        assertThat(small.maxMessageBytes()).isEqualTo(1000);
        small.registrationArrived();
        assertThat(small.maxMessageBytes()).isEqualTo(1000);
    }

    @Test
    void registrationMustArriveInTime() {
        pass(REGISTRATION_TIMEOUT);
        assertThat(admission.overdue(time)).isNull();
        pass(INSTANT);
        assertThat(admission.overdue(time)).isEqualTo(NOT_REGISTERED);
    }

    @Test
    void registrationThatHasArrivedIsInTime() {
        pass(REGISTRATION_TIMEOUT);
        admission.registrationArrived();
        pass(Duration.ofDays(1));
        assertThat(admission.overdue(time)).isNull();
    }

    @Test
    void messageMustArriveInTime() {
        admission.registrationArrived();
        pass(Duration.ofDays(1));
        admission.messageBegins();
        pass(MESSAGE_TIMEOUT);
        assertThat(admission.overdue(time)).isNull();
        pass(INSTANT);
        assertThat(admission.overdue(time)).isEqualTo(UNFINISHED);
    }

    @Test
    void laterPartsOfAMessageDoNotExtendItsTime() {
        admission.registrationArrived();
        admission.messageBegins();
        for (int i = 0; i < 12; i++) {
            pass(MESSAGE_TIMEOUT.dividedBy(12));
            admission.messageBegins();
        }
        pass(INSTANT);
        assertThat(admission.overdue(time)).isEqualTo(UNFINISHED);
    }

    @Test
    void eachMessageHasItsOwnTime() {
        admission.registrationArrived();
        for (int i = 0; i < 10; i++) {
            admission.messageBegins();
            pass(MESSAGE_TIMEOUT);
            assertThat(admission.overdue(time)).isNull();
            admission.messageEnds();
        }
        pass(Duration.ofDays(1));
        assertThat(admission.overdue(time)).isNull();
    }

    @Test
    void pauseOfTheRelayDoesNotCount() {
        RunningTime ticking = new RunningTime(Duration.ofSeconds(1), Duration.ZERO, clock.getAsLong());
        clock.advance(Duration.ofHours(1));
        ticking.tick(clock.getAsLong());
        assertThat(admission.overdue(ticking)).isNull();
    }
}
