package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.LogLines;
import proxystore.relay.events.Refusal;

class RefusalLogTest {
    private static final Logger LOGGER = System.getLogger(RefusalLogTest.class.getName());

    @RegisterExtension
    final LogLines lines = new LogLines(RefusalLogTest.class);

    private final SettableClock clock = new SettableClock();
    private final RefusalLog log = new RefusalLog(clock);

    private void refuse(String address) {
        log.log(LOGGER, Refusal.PATH, address, () -> "refused " + address);
    }

    @Test
    void eachAddressHasOneWarningAMinute() {
        refuse("192.0.2.1:1");
        refuse("192.0.2.1:2");
        refuse("192.0.2.2:1");
        clock.advance(Duration.ofSeconds(59));
        refuse("192.0.2.1:3");
        clock.advance(Duration.ofSeconds(1));
        refuse("192.0.2.1:4");
        refuse("192.0.2.1:5");
        assertThat(lines.get())
                .isEqualTo(List.of("WARN refused 192.0.2.1:1", "WARN refused 192.0.2.2:1", "WARN refused 192.0.2.1:4"));
    }

    @Test
    void addressesPastTheBoundHaveNoneUntilAMinuteIsOver() {
        for (int i = 0; i < RefusalLog.MAX_WARNINGS + 10; i++) {
            refuse("192.0." + i / 250 + "." + i % 250);
        }
        assertThat(lines.get()).hasSize(RefusalLog.MAX_WARNINGS);
        clock.advance(Duration.ofMinutes(1));
        refuse("198.51.100.1");
        assertThat(lines.get()).hasSize(RefusalLog.MAX_WARNINGS + 1);
    }

    @Test
    void eachKindOfRefusalHasItsOwnWarning() {
        refuse("192.0.2.1:1");
        log.log(LOGGER, Refusal.TLS, "192.0.2.1:2", () -> "another kind");
        log.log(LOGGER, Refusal.TLS, "192.0.2.1:3", () -> "the same kind");
        assertThat(lines.get()).isEqualTo(List.of("WARN refused 192.0.2.1:1", "WARN another kind"));
    }

    @Test
    void linesThatWereLeftOutAreCountedInOneLine() {
        log.logLeftOut(LOGGER);
        for (int port = 1; port <= 4; port++) {
            refuse("192.0.2.1:" + port);
        }
        log.logLeftOut(LOGGER);
        log.logLeftOut(LOGGER);
        assertThat(lines.get())
                .isEqualTo(List.of(
                        "WARN refused 192.0.2.1:1",
                        "WARN Left out 3 further lines about refused connections; for each address and kind of refusal"
                                + " there is one in a minute"));
    }
}
