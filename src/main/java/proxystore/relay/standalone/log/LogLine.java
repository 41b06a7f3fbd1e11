package proxystore.relay.standalone.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.TimeZone;
import proxystore.relay.config.LogFormat;

/**
 * Encodes an event as an entry of the log, in UTF-8. Not a Logback pattern: parsing one would delay the start, and here no text
 * of an event can begin a new line. The one thread of {@link QueuedAppender} encodes; any thread may change the form.
 */
final class LogLine extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    private final TimeZone zone;
    private final StringBuilder line = new StringBuilder(256);
    private volatile EntryForm form;

    LogLine(TimeZone zone, LogFormat format) {
        this.zone = zone;
        this.form = form(zone, format);
    }

    private static EntryForm form(TimeZone zone, LogFormat format) {
        return switch (format) {
            case TEXT -> new TextForm(zone);
            case JSON -> new JsonForm(zone);
        };
    }

    /** Sets the form of the entries from now on. */
    void use(LogFormat format) {
        form = form(zone, format);
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        line.setLength(0);
        form.append(line, event);
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }
}
