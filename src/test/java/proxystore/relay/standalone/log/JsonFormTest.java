package proxystore.relay.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.TimeZone;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;
import proxystore.relay.config.LogFormat;

class JsonFormTest {
    private static final Instant TIME = Instant.parse("2026-11-21T17:25:53.249Z");

    private final LogLine line = new LogLine(TimeZone.getTimeZone("Europe/Paris"), LogFormat.JSON);

    @Test
    void anEntryIsOneObjectWithStableNames() {
        LoggingEvent event = event(Level.WARN, "refused \"x\"", null);
        event.addKeyValuePair(new KeyValuePair("client", new UUID(0, 1)));
        event.addKeyValuePair(new KeyValuePair("code", 1013));

        assertThat(encode(event))
                .isEqualTo(
                        "{\"time\":\"2026-11-21T18:25:53.249+01:00\",\"level\":\"WARNING\",\"logger\":\"logger.name\","
                                + "\"thread\":\"main-thread\",\"message\":\"refused \\\"x\\\"\","
                                + "\"client\":\"00000000-0000-0000-0000-000000000001\",\"code\":1013}\n");
    }

    @Test
    void theTimeIsAnIso8601TimeWithItsOffset() {
        String time = parse(encode(event(Level.INFO, "m", null))).getString("time");

        assertThat(OffsetDateTime.parse(time).toInstant()).isEqualTo(TIME);
    }

    @ParameterizedTest
    @ValueSource(
            chars = {'\n', '\r', '\t', '\u0000', '\u001b', '\u007f', '\u0085', '\u009b', '\u2028', '\u2029', '"', '\\'})
    void everyTextIsOnOneLineAndReadBackUnchanged(char special) {
        String text = "a" + special + "naïve 名前 😀";

        String entry = encode(event(Level.INFO, text, null));

        assertThat(entry.codePoints()
                        .filter(c -> Character.getType(c) == Character.CONTROL || c == 0x2028 || c == 0x2029))
                .containsExactly((int) '\n');
        assertThat(parse(entry).getString("message")).isEqualTo(text);
    }

    @Test
    void anExceptionIsOneField() {
        Exception thrown = new RuntimeException("outer", new IllegalStateException("inner\nforged"));

        String entry = encode(event(Level.ERROR, "failed", thrown));

        assertThat(entry).hasLineCount(1);
        assertThat(parse(entry).getString("exception"))
                .startsWith("java.lang.RuntimeException: outer\n\tat proxystore.relay.standalone.log.JsonFormTest.")
                .contains("\nCaused by: java.lang.IllegalStateException: inner\\u000aforged\n");
    }

    @Test
    void theFormChangesWithTheNextEntry() {
        line.use(LogFormat.TEXT);
        assertThat(encode(event(Level.INFO, "m", null)))
                .isEqualTo("[2026-11-21 18:25:53.249+01:00] INFO  (logger.name) :: m\n");
        line.use(LogFormat.JSON);
        assertThat(encode(event(Level.INFO, "m", null))).startsWith("{");
    }

    private static JsonObject parse(String entry) {
        try (JsonReader reader = Json.createReader(new StringReader(entry))) {
            return reader.readObject();
        }
    }

    private String encode(LoggingEvent event) {
        return new String(line.encode(event), StandardCharsets.UTF_8);
    }

    private static LoggingEvent event(Level level, String message, @Nullable Throwable thrown) {
        LoggingEvent event = new LoggingEvent(
                JsonFormTest.class.getName(),
                new LoggerContext().getLogger("logger.name"),
                level,
                message,
                thrown,
                null);
        event.setInstant(TIME);
        event.setThreadName("main-thread");
        return event;
    }
}
