package proxystore.relay.standalone.server;

import org.glassfish.grizzly.Buffer;

/**
 * Checks the lines of a request's head (RFC 9112, sections 2.2, 3.2 and 5) as they arrive, where Grizzly's parser is lenient:
 * it takes a line without a colon as the beginning of the next line's name, ignores what follows a carriage return, joins
 * folded lines, and makes up a header {@code Host} for a request target that names a host. Two servers that read a request
 * differently can be played off against each other. Used by the thread that reads the connection.
 */
final class HeadSyntax {
    private enum HeadPart {
        REQUEST_LINE,
        LINE_START,
        NAME,
        VALUE,
        END
    }

    /** A request of this version may come without a header Host. */
    private static final String WITHOUT_HOST = "HTTP/1.0";

    private static final String HOST = "host";

    private HeadPart reading = HeadPart.REQUEST_LINE;
    /** The end of the request line, as far as it matches {@link #WITHOUT_HOST}. */
    private int matchedVersion;
    /** The length of the name that is being read, as far as it matches {@link #HOST}; -1 if it does not. */
    private int matchedName;
    /** Lines with the name Host. */
    private int hosts;
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
            case REQUEST_LINE -> {
                matchVersion(next);
                yield isText(next);
            }
            case LINE_START -> begin(next);
            case NAME -> {
                if (next == ':') {
                    endName();
                } else {
                    matchName(next);
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
        if (reading == HeadPart.LINE_START) {
            reading = HeadPart.END;
            return hosts == 1 || (hosts == 0 && matchedVersion == WITHOUT_HOST.length());
        }
        reading = HeadPart.LINE_START;
        return true;
    }

    private void matchVersion(int next) {
        boolean matches = matchedVersion < WITHOUT_HOST.length() && WITHOUT_HOST.charAt(matchedVersion) == next;
        if (matches) {
            matchedVersion++;
        } else {
            matchedVersion = next == WITHOUT_HOST.charAt(0) ? 1 : 0;
        }
    }

    private boolean begin(int next) {
        reading = HeadPart.NAME;
        matchedName = 0;
        matchName(next);
        return isToken(next);
    }

    private void matchName(int next) {
        boolean matches = matchedName >= 0 && matchedName < HOST.length() && (next | 0x20) == HOST.charAt(matchedName);
        matchedName = matches ? matchedName + 1 : -1;
    }

    private void endName() {
        reading = HeadPart.VALUE;
        if (matchedName == HOST.length()) {
            hosts++;
        }
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
