package proxystore.relay.standalone.server;

import org.glassfish.grizzly.Buffer;

/**
 * Checks the lines of a request's head (RFC 9112, sections 2.2 and 5) as they arrive, where Grizzly's parser is lenient: it
 * takes a line without a colon as the beginning of the next line's name, ignores what follows a carriage return, and joins
 * folded lines. Two servers that read a request differently can be played off against each other. Used by the thread that
 * reads the connection.
 */
final class HeadSyntax {
    private enum HeadPart {
        REQUEST_LINE,
        LINE_START,
        NAME,
        VALUE,
        END
    }

    private HeadPart reading = HeadPart.REQUEST_LINE;
    /** Whether the last byte was a carriage return, which only a line feed may follow. */
    private boolean returned;
    /** Bytes that have been checked. */
    private int checked;

    /** Whether the empty line has been read. */
    boolean isComplete() {
        return reading == HeadPart.END;
    }

    /**
     * Checks what has arrived since the last call.
     *
     * @param head all that has arrived, from the beginning of the head
     * @return whether the head is well-formed so far
     */
    boolean accept(Buffer head) {
        int start = head.position();
        while (!isComplete() && start + checked < head.limit()) {
            if (!accept(head.get(start + checked++) & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private boolean accept(int next) {
        if (next == '\n') {
            returned = false;
            return endLine();
        }
        if (returned) {
            return false;
        }
        if (next == '\r') {
            returned = true;
            return reading != HeadPart.NAME;
        }
        return switch (reading) {
            case REQUEST_LINE -> isText(next);
            case LINE_START -> begin(next);
            case NAME -> {
                if (next == ':') {
                    reading = HeadPart.VALUE;
                }
                yield next == ':' || isToken(next);
            }
            case VALUE -> next == '\t' || isText(next);
            case END -> true;
        };
    }

    private boolean endLine() {
        if (reading == HeadPart.NAME) {
            return false;
        }
        reading = reading == HeadPart.LINE_START ? HeadPart.END : HeadPart.LINE_START;
        return true;
    }

    private boolean begin(int next) {
        reading = HeadPart.NAME;
        return isToken(next);
    }

    /** Whether the byte is a blank, visible, or of another character set. */
    private static boolean isText(int next) {
        return next >= ' ' && next != 0x7f;
    }

    /** RFC 9110, section 5.6.2. */
    private static boolean isToken(int next) {
        return (next >= 'a' && next <= 'z')
                || (next >= 'A' && next <= 'Z')
                || (next >= '0' && next <= '9')
                || "!#$%&'*+-.^_`|~".indexOf(next) >= 0;
    }
}
