package proxystore.relay.message;

import java.util.UUID;

/**
 * Reads a UUID as Python's {@code uuid.UUID(hex)} does: in any case, with or without dashes (at any place), braces,
 * {@code urn:} and {@code uuid:}. Unlike Python it accepts only the digits 0 to 9 and a to f; Python's
 * {@code int(text, 16)} also accepts underscores, signs, {@code 0x} and digits of other scripts.
 */
public final class PythonUuid {
    private static final int HEX_DIGITS = 32;

    private PythonUuid() {}

    /**
     * Reads a UUID.
     *
     * @throws IllegalArgumentException if the text is no UUID
     */
    public static UUID parse(String text) {
        if (isDashed(text)) {
            return UUID.fromString(text);
        }
        String hex = strip(text.replace("urn:", "").replace("uuid:", "")).replace("-", "");
        if (hex.length() != HEX_DIGITS) {
            throw new IllegalArgumentException("badly formed UUID");
        }
        for (int i = 0; i < HEX_DIGITS; i++) {
            if (!isHexDigit(hex.charAt(i))) {
                throw new IllegalArgumentException("badly formed UUID");
            }
        }
        return new UUID(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, HEX_DIGITS, 16));
    }

    /** Whether the text is a UUID as {@link UUID#toString} writes it. */
    static boolean isCanonical(String text) {
        if (!isDashed(text)) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 'A' && text.charAt(i) <= 'F') {
                return false;
            }
        }
        return true;
    }

    /** Whether the text has the form that {@link UUID#fromString} reads exactly; it is too lenient with other forms. */
    private static boolean isDashed(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? text.charAt(i) != '-' : !isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHexDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    /** Python's {@code text.strip("{}")}. */
    private static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBrace(text.charAt(from))) {
            from++;
        }
        while (to > from && isBrace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBrace(char c) {
        return c == '{' || c == '}';
    }
}
