package proxystore.relay.standalone.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * Formats an event as a line of ProxyStore's log: {@code [2026-11-21 18:25:53.249] INFO  (logger.name) :: message}, in local
 * time, with Python's level names, in UTF-8. A stack trace follows on further lines.
 *
 * <p>Not a Logback pattern: parsing one would delay the start, and here no text of an event can begin a new line. Not
 * thread-safe; the one thread of {@link QueuedAppender} uses it.
 */
final class LogLine extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    private static final int LEVEL_WIDTH = 5;

    /** Not java.time's zone, which reads the rules of all zones first: 2 % of the start. */
    private final TimeZone zone;

    private final StringBuilder line = new StringBuilder(256);
    /** The Unix time in seconds that {@link #secondText} shows. */
    private long second = Long.MIN_VALUE;

    private String secondText = "";

    LogLine(TimeZone zone) {
        this.zone = zone;
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
        appendTime(event.getTimeStamp());
        String level = levelName(event.getLevel());
        line.append("] ").append(level).append(" ".repeat(Math.max(0, LEVEL_WIDTH - level.length())));
        line.append(" (").append(event.getLoggerName()).append(") :: ");
        appendEscaped(event.getFormattedMessage());
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            appendTrace("", event.getThrowableProxy());
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void appendTime(long timestampMs) {
        long now = Math.floorDiv(timestampMs, 1000L);
        if (now != second) {
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(zone.getOffset(timestampMs) / 1000);
            LocalDateTime time = LocalDateTime.ofEpochSecond(now, 0, offset);
            StringBuilder text = new StringBuilder(24).append('[').append(time.toLocalDate());
            appendTwoDigits(text.append(' '), time.getHour());
            appendTwoDigits(text.append(':'), time.getMinute());
            appendTwoDigits(text.append(':'), time.getSecond());
            secondText = text.append('.').toString();
            second = now;
        }
        int ms = Math.floorMod(timestampMs, 1000);
        line.append(secondText).append((char) ('0' + ms / 100));
        appendTwoDigits(line, ms % 100);
    }

    private static void appendTwoDigits(StringBuilder text, int value) {
        text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }

    /** The level names of Python's {@code logging}, which has none below DEBUG. */
    private static String levelName(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> "ERROR";
            case Level.WARN_INT -> "WARNING";
            case Level.INFO_INT -> "INFO";
            default -> "DEBUG";
        };
    }

    private void appendTrace(String caption, IThrowableProxy thrown) {
        line.append(caption).append(thrown.getClassName());
        if (thrown.getMessage() != null) {
            line.append(": ");
            appendEscaped(thrown.getMessage());
        }
        line.append('\n');
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        for (int i = 0; i < frames.length - thrown.getCommonFrames(); i++) {
            line.append('\t').append(frames[i].getSTEAsString()).append('\n');
        }
        for (IThrowableProxy suppressed : thrown.getSuppressed()) {
            appendTrace("Suppressed: ", suppressed);
        }
        // Logback represents a circular cause by a proxy without frames and without a cause.
        if (thrown.getCause() != null) {
            appendTrace("Caused by: ", thrown.getCause());
        }
    }

    /** Appends a text with its control characters escaped, so that it cannot forge a line. */
    private void appendEscaped(@Nullable String text) {
        if (text == null) {
            line.append("null");
            return;
        }
        int length = text.length();
        int shown = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (isControl(c)) {
                line.append(text, shown, i).append("\\u").append(hex(c >> 12)).append(hex(c >> 8));
                line.append(hex(c >> 4)).append(hex(c));
                shown = i + 1;
            }
        }
        line.append(text, shown, length);
    }

    /** Whether this is a C0, DEL or C1 character (which include ESC and U+0085) or a line or paragraph separator. */
    private static boolean isControl(char c) {
        return c < ' ' || (c >= '\u007f' && c <= '\u009f') || c == '\u2028' || c == '\u2029';
    }

    private static char hex(int value) {
        return Character.forDigit(value & 0xf, 16);
    }
}
