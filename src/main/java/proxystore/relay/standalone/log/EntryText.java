package proxystore.relay.standalone.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.jspecify.annotations.Nullable;

/** The parts of an entry that all forms of the log share. */
final class EntryText {
    private EntryText() {}

    /** The level names of Python's {@code logging}, which has none below DEBUG. */
    static String levelName(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> "ERROR";
            case Level.WARN_INT -> "WARNING";
            case Level.INFO_INT -> "INFO";
            default -> "DEBUG";
        };
    }

    /** Appends a stack trace of several lines; no message in it begins a line. */
    static void appendTrace(StringBuilder text, String caption, IThrowableProxy thrown) {
        text.append(caption).append(thrown.getClassName());
        if (thrown.getMessage() != null) {
            text.append(": ");
            appendEscaped(text, thrown.getMessage());
        }
        text.append('\n');
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        for (int i = 0; i < frames.length - thrown.getCommonFrames(); i++) {
            text.append('\t').append(frames[i].getSTEAsString()).append('\n');
        }
        for (IThrowableProxy suppressed : thrown.getSuppressed()) {
            appendTrace(text, "Suppressed: ", suppressed);
        }
        // Logback represents a circular cause by a proxy without frames and without a cause.
        if (thrown.getCause() != null) {
            appendTrace(text, "Caused by: ", thrown.getCause());
        }
    }

    /** Appends a text with its control characters as {@code \}{@code uXXXX}, so that it cannot forge a line. */
    static void appendEscaped(StringBuilder line, @Nullable CharSequence text) {
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
