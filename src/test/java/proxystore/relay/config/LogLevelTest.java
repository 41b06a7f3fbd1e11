package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LogLevelTest {
    @ParameterizedTest
    @EnumSource
    void levelIsReadByNameInAnyCaseAndByNumber(LogLevel level) {
        assertThat(LogLevel.parse(level.name())).contains(level);
        assertThat(LogLevel.parse(level.name().toLowerCase(java.util.Locale.ROOT)))
                .contains(level);
        assertThat(LogLevel.parse((long) level.number())).contains(level);
    }

    @ParameterizedTest
    @CsvSource({"0, DEBUG", "5, DEBUG", "11, INFO", "25, WARNING", "31, ERROR", "41, CRITICAL", "50, CRITICAL"})
    void numberIsTheLowestNamedLevelNotBelowIt(long number, LogLevel level) {
        assertThat(LogLevel.parse(number)).contains(level);
    }

    @ParameterizedTest
    @CsvSource({"FATAL, CRITICAL", "warn, WARNING", "NOTSET, DEBUG"})
    void aliasesOfPythonAreAccepted(String name, LogLevel level) {
        assertThat(LogLevel.parse(name)).contains(level);
    }

    @Test
    void otherValuesAreRefused() {
        assertThat(LogLevel.parse("loud")).isEmpty();
        assertThat(LogLevel.parse(-1L)).isEmpty();
        assertThat(LogLevel.parse(51L)).isEmpty();
        assertThat(LogLevel.parse(20.0)).isEmpty();
        assertThat(LogLevel.parse(true)).isEmpty();
    }
}
