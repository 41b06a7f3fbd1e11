package proxystore.relay.standalone.frames;

/**
 * Checks a text that arrives in parts, and detects the first byte that cannot be UTF-8 (RFC 3629, section 4). Owned by the
 * thread that reads the connection.
 */
final class Utf8Check {
    private static final int LOWEST = 0x80;
    private static final int HIGHEST = 0xbf;

    /** The number of bytes that the current character lacks. */
    private int missing;
    /** The lowest value of the next of them. */
    private int lowest = LOWEST;
    /** The highest value of the next of them. */
    private int highest = HIGHEST;

    /** Whether the text does not end within a character. */
    boolean isComplete() {
        return missing == 0;
    }

    /** Begins with the next text. */
    void clear() {
        missing = 0;
        lowest = LOWEST;
        highest = HIGHEST;
    }

    /** Checks the next part. After the first {@code false} nothing more is passed before {@link #clear}. */
    boolean accept(byte[] bytes, int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (missing == 0) {
                if (bytes[i] < 0 && !begin(bytes[i] & 0xff)) {
                    return false;
                }
            } else if (!proceed(bytes[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private boolean proceed(int next) {
        if (next < lowest || next > highest) {
            return false;
        }
        missing--;
        lowest = LOWEST;
        highest = HIGHEST;
        return true;
    }

    /** The first byte of a character limits the second one: no overlong form, no surrogate, nothing above U+10FFFF. */
    private boolean begin(int first) {
        if (first < 0xc2 || first > 0xf4) {
            return false;
        }
        missing = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        switch (first) {
            case 0xe0 -> lowest = 0xa0;
            case 0xed -> highest = 0x9f;
            case 0xf0 -> lowest = 0x90;
            case 0xf4 -> highest = 0x8f;
            default -> {}
        }
        return true;
    }
}
