package proxystore.relay.standalone.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * A line with a JSON object: {@code time} (ISO 8601 with the offset from UTC), {@code level} (Python's names), {@code logger},
 * {@code thread} and {@code message}; then the fields of the entry, see {@link proxystore.relay.log.LogFields}; then
 * {@code exception}, a stack trace, if there is one. A field without a value is left out.
 */
final class JsonForm implements EntryForm {
    private final LogTime time;
    private final JsonGeneratorFactory generators = Json.createGeneratorFactory(Map.of());

    JsonForm(TimeZone zone) {
        this.time = new LogTime(zone, 'T');
    }

    @Override
    public void append(StringBuilder line, ILoggingEvent event) {
        StringWriter object = new StringWriter(256);
        try (JsonGenerator json = generators.createGenerator(object)) {
            write(event, json);
        }
        // What JSON allows unescaped in a string, such as U+2028, begins a line or acts on a terminal in other
        // programs.
        EntryText.appendEscaped(line, object.getBuffer());
        line.append('\n');
    }

    private void write(ILoggingEvent event, JsonGenerator json) {
        StringBuilder timestamp = new StringBuilder(32);
        time.append(timestamp, event.getTimeStamp());
        json.writeStartObject()
                .write("time", timestamp.toString())
                .write("level", EntryText.levelName(event.getLevel()))
                .write("logger", event.getLoggerName())
                .write("thread", event.getThreadName())
                .write("message", String.valueOf(event.getFormattedMessage()));
        writeFields(event.getKeyValuePairs(), json);
        if (event.getThrowableProxy() != null) {
            StringBuilder trace = new StringBuilder();
            EntryText.appendTrace(trace, "", event.getThrowableProxy());
            json.write("exception", trace.toString());
        }
        json.writeEnd();
    }

    /** Logback has null for an event without fields. */
    private static void writeFields(@Nullable List<KeyValuePair> fields, JsonGenerator json) {
        if (fields == null) {
            return;
        }
        for (KeyValuePair field : fields) {
            if (field.value instanceof Integer || field.value instanceof Long) {
                json.write(field.key, ((Number) field.value).longValue());
            } else {
                json.write(field.key, String.valueOf(field.value));
            }
        }
    }
}
