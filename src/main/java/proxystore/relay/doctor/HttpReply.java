package proxystore.relay.doctor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import proxystore.relay.log.LogText;

/**
 * An answer over HTTP/1.1 (RFC 9112).
 *
 * @param headers the values by the names in lower case
 * @param body the first {@value #MAX_BODY_BYTES} bytes, read as Latin-1
 */
record HttpReply(int status, Map<String, List<String>> headers, String body) {
    static final int SWITCHING_PROTOCOLS = 101;

    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int SHOWN_CHARS = 120;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");
    private static final Pattern TAGS = Pattern.compile("(?s)<(style|script|head)\\b.*?</\\1>|<[^>]*>");

    /**
     * Reads an answer; of one that switches protocols not a byte behind the head.
     *
     * @param withBody whether a success has a body; a proxy's consent to a tunnel has none
     *
     * @throws ProtocolException if it is not HTTP/1; the message shows its beginning
     * @throws EOFException if the connection ends before any byte
     */
    static HttpReply read(InputStream in, boolean withBody) throws IOException {
        String head = head(in);
        String[] lines = head.split("\r?\n", -1);
        Matcher first = STATUS_LINE.matcher(lines[0]);
        if (!first.matches()) {
            throw new ProtocolException(LogText.of(head.strip()));
        }
        int status = Integer.parseInt(first.group(1));
        Map<String, List<String>> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                String name = lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT);
                headers.computeIfAbsent(name, key -> new ArrayList<>())
                        .add(lines[i].substring(colon + 1).strip());
            }
        }
        HttpReply reply = new HttpReply(status, headers, "");
        return status == SWITCHING_PROTOCOLS || (!withBody && status / 100 == 2)
                ? reply
                : new HttpReply(status, headers, body(in, reply));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < MAX_HEAD_BYTES) {
            int next = in.read();
            if (next < 0) {
                if (head.isEmpty()) {
                    throw new EOFException("the connection ended");
                }
                throw new ProtocolException(LogText.of(head.toString().strip()));
            }
            head.append((char) next);
            if (next == '\n' && (endsWith(head, "\r\n\r\n") || endsWith(head, "\n\n"))) {
                return head.toString();
            }
            boolean firstLine = next == '\n' && head.indexOf("\n") == head.length() - 1;
            if (firstLine
                    && !STATUS_LINE
                            .matcher(head.toString().split("\r?\n", 2)[0])
                            .matches()) {
                break;
            }
        }
        throw new ProtocolException(LogText.of(head.toString().strip()));
    }

    private static boolean endsWith(StringBuilder text, String end) {
        return text.length() >= end.length() && text.indexOf(end, text.length() - end.length()) >= 0;
    }

    private static String body(InputStream in, HttpReply reply) throws IOException {
        int length = reply.header("content-length")
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::parseInt)
                .orElse(MAX_BODY_BYTES);
        StringBuilder body = new StringBuilder();
        try {
            boolean chunked = reply.header("transfer-encoding")
                    .orElse("")
                    .toLowerCase(Locale.ROOT)
                    .contains("chunked");
            if (chunked) {
                for (int size = chunk(in); size > 0 && body.length() < MAX_BODY_BYTES; size = chunk(in)) {
                    body.append(bytes(in, size));
                    line(in);
                }
            } else {
                body.append(bytes(in, length));
            }
        } catch (SocketTimeoutException e) {
            // What has arrived is enough to recognise the server.
        }
        return body.toString();
    }

    private static String bytes(InputStream in, int length) throws IOException {
        return new String(in.readNBytes(Math.min(length, MAX_BODY_BYTES)), StandardCharsets.ISO_8859_1);
    }

    private static int chunk(InputStream in) throws IOException {
        String size = line(in).split(";", 2)[0].strip();
        return size.matches("[0-9a-fA-F]{1,6}") ? Integer.parseInt(size, 16) : 0;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n' && line.length() < MAX_HEAD_BYTES; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** All values of a header, joined as one. */
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(values -> String.join(", ", values));
    }

    /** The status and the beginning of the text, in one line: {@code HTTP 404 (nginx): not found}. */
    String shown() {
        String server =
                header("server").map(name -> " (" + LogText.of(name) + ")").orElse("");
        String text = LogText.line(TAGS.matcher(body).replaceAll(" "));
        String cut = text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "…";
        return "HTTP " + status + server + (cut.isEmpty() ? "" : ": " + cut);
    }
}
