package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.LogLines;
import proxystore.relay.events.RecordingEvents;
import proxystore.relay.log.LogFields;
import proxystore.relay.log.LogSubject;

class ConnectionLogTest {
    private static final System.Logger LOGGER = System.getLogger(ConnectionLogTest.class.getName());
    private static final String LEFT_OUT =
            "WARN Further warnings about 192.0.2.1:1 are left out for the rest of the minute (logging.max_warnings)";

    @RegisterExtension
    private final LogLines lines = new LogLines(ConnectionLogTest.class);

    /** A connection without a client. */
    private static final class AddressOnly implements LogSubject {
        @Override
        public Map<String, Object> logFields() {
            return Map.of(LogFields.ADDRESS, toString());
        }

        @Override
        public String toString() {
            return "192.0.2.1:1";
        }
    }

    private final SettableClock clock = new SettableClock();
    private final RecordingEvents events = new RecordingEvents();
    private boolean addressAllows = true;
    private final ConnectionLog warnings = new ConnectionLog(new AddressOnly(), 2, clock, () -> addressAllows, events);

    private void warn(String... texts) {
        for (String text : texts) {
            warnings.warn(LOGGER, () -> text);
        }
    }

    @Test
    void theFirstOfAMinuteAreLoggedAndTheLastSaysThatNoMoreFollow() {
        warn("a");
        assertThat(lines.get()).containsExactly("WARN a");
        warn("b", "c", "d");
        assertThat(lines.get()).containsExactly("WARN a", "WARN b", LEFT_OUT);
    }

    @Test
    void theNextMinuteBeginsAnew() {
        warn("a", "b", "c");
        clock.advance(Duration.ofMinutes(1).minusNanos(1));
        warn("d");
        clock.advance(Duration.ofNanos(1));
        warn("e", "f", "g");
        assertThat(lines.get()).containsExactly("WARN a", "WARN b", LEFT_OUT, "WARN e", "WARN f", LEFT_OUT);
    }

    @Test
    void minuteBeginsWithItsFirstWarning() {
        clock.advance(Duration.ofHours(1));
        warn("a", "b");
        clock.advance(Duration.ofMinutes(1).minusNanos(1));
        warn("c");
        assertThat(lines.get()).hasSize(3);
    }

    @Test
    void entriesPastTheLimitOfTheAddressAreLeftOutAndCounted() {
        warnings.log(LOGGER, System.Logger.Level.INFO, () -> "registered");
        addressAllows = false;
        warnings.log(LOGGER, System.Logger.Level.INFO, () -> "unregistered");
        warn("a");
        assertThat(lines.get()).containsExactly("INFO registered");
        assertThat(events.get()).containsExactly("log line left out", "log line left out");
    }

    @Test
    void warningsPastTheLimitOfTheConnectionAreCounted() {
        warn("a", "b", "c", "d");
        assertThat(events.get()).containsExactly("log line left out", "log line left out");
    }
}
