package proxystore.relay.log;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;

/** Texts for lines of the log. A text from a client can neither start a new line nor hide one. */
public final class LogText {
    /** Longest text in characters; the rest is replaced by an ellipsis. */
    public static final int MAX_LENGTH = 128;

    /** Longest line in characters. */
    public static final int MAX_LINE_LENGTH = 1_000;

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private LogText() {}

    /**
     * The text with control, format and line-separating characters as {@code \}{@code uXXXX}, cut to
     * {@link #MAX_LENGTH}.
     */
    public static String of(String text) {
        int length = Math.min(text.length(), MAX_LENGTH);
        int i = 0;
        while (i < length && isPlain(text.charAt(i))) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder shown = new StringBuilder(length + 16).append(text, 0, i);
        for (; i < length; i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                shown.append(c);
            } else {
                shown.append(String.format("\\u%04x", (int) c));
            }
        }
        return text.length() > MAX_LENGTH ? shown.append('…').toString() : shown.toString();
    }

    /**
     * A whole line: white space is one blank, other control and format characters are {@code \}{@code uXXXX}, and after
     * {@link #MAX_LINE_LENGTH} characters there is an ellipsis.
     */
    public static String line(String text) {
        String line = UNSAFE.matcher(WHITE_SPACE.matcher(text).replaceAll(" ").strip())
                .replaceAll(match -> String.format("\\\\u%04x", match.group().codePointAt(0)));
        return line.length() <= MAX_LINE_LENGTH ? line : line.substring(0, MAX_LINE_LENGTH) + '…';
    }

    /** A time with its unit, as in {@code 20 s} or {@code 0.25 s}, to the millisecond. */
    public static String of(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }

    private static boolean isPlain(char c) {
        if (c >= ' ' && c < 0x7f) {
            return c != '\\';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> true;
        };
    }
}
