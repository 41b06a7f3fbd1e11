package proxystore.relay.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.config.LogFormat;

class LogLineTest {
    private static final Instant TIME = Instant.parse("2026-11-21T17:25:53.249Z");

    private final LogLine line = new LogLine(TimeZone.getTimeZone("Europe/Paris"), LogFormat.TEXT);

    @Test
    void aLineHasTheFormatOfProxyStoreAndAnOffset() {
        assertThat(encode(Level.INFO, "message", null))
                .isEqualTo("[2026-11-21 18:25:53.249+01:00] INFO  (logger.name) :: message\n");
    }

    @ParameterizedTest
    @CsvSource({"ERROR,ERROR", "WARN,WARNING", "INFO,'INFO '", "DEBUG,DEBUG", "TRACE,DEBUG"})
    void levelsHavePythonsNames(String level, String name) {
        assertThat(encode(Level.valueOf(level), "m", null)).contains("] " + name + " (logger.name) :: m\n");
    }

    @Test
    void timeIsLocalBeforeAndAfterAClockChangeAndItsOffsetTellsBothHoursApart() {
        assertThat(encodeAt("2026-10-25T00:59:59.999Z")).startsWith("[2026-10-25 02:59:59.999+02:00]");
        assertThat(encodeAt("2026-10-25T01:00:00.000Z")).startsWith("[2026-10-25 02:00:00.000+01:00]");
        assertThat(encodeAt("2026-10-25T01:00:00.007Z")).startsWith("[2026-10-25 02:00:00.007+01:00]");
        assertThat(encodeAt("1969-12-31T23:59:59.001Z")).startsWith("[1970-01-01 00:59:59.001+01:00]");
    }

    @ParameterizedTest
    @ValueSource(chars = {'\n', '\r', '\t', '\u0000', '\u001b', '\u007f', '\u0085', '\u009b', '\u2028', '\u2029'})
    void controlCharactersInAMessageAreEscaped(char control) {
        assertThat(encode(Level.INFO, "a" + control + "b" + control, null))
                .endsWith(String.format(" :: a\\u%04xb\\u%04x%n", (int) control, (int) control))
                .hasLineCount(1);
    }

    @Test
    void otherCharactersAreUtf8() {
        assertThat(encode(Level.INFO, "naïve 名前 😀", null)).endsWith(" :: naïve 名前 😀\n");
    }

    @Test
    void aStackTraceFollowsAndItsMessagesCannotForgeALine() {
        Exception cause = new IllegalStateException("inner\n[2026-01-01 00:00:00.000] INFO  (x) :: forged");
        Exception thrown = new RuntimeException("outer", cause);
        thrown.addSuppressed(new java.io.IOException());

        String text = encode(Level.ERROR, "failed", thrown);

        assertThat(text)
                .startsWith("[2026-11-21 18:25:53.249+01:00] ERROR (logger.name) :: failed\n"
                        + "java.lang.RuntimeException: outer\n\tat proxystore.relay.standalone.log.LogLineTest.")
                .contains("\nSuppressed: java.io.IOException\n")
                .contains("\nCaused by: java.lang.IllegalStateException: inner\\u000a[2026-01-01")
                .endsWith("\n");
        assertThat(text.lines().filter(each -> each.startsWith("["))).hasSize(1);
    }

    @Test
    void circularCausesEnd() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);

        assertThat(encode(Level.ERROR, "failed", first))
                .containsOnlyOnce("java.lang.Exception: second")
                .contains("Caused by: java.lang.Exception: first\n");
    }

    private String encodeAt(String time) {
        return encode(Instant.parse(time), Level.INFO, "m", null);
    }

    private String encode(Level level, String message, @Nullable Throwable thrown) {
        return encode(TIME, level, message, thrown);
    }

    private String encode(Instant time, Level level, String message, @Nullable Throwable thrown) {
        LoggingEvent event = new LoggingEvent(
                LogLineTest.class.getName(),
                new LoggerContext().getLogger("logger.name"),
                level,
                message,
                thrown,
                null);
        event.setInstant(time);
        return new String(line.encode(event), StandardCharsets.UTF_8);
    }
}
