package proxystore.relay.standalone.server;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import proxystore.relay.web.Page;

/** The bytes of a {@link Page} as the only answer of an HTTP/1.1 connection (RFC 9112, section 4). */
final class HttpAnswer {
    /** IMF-fixdate (RFC 9110, section 5.6.7). */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    /** The reason phrases of RFC 9110, section 15, and RFC 6585. */
    private static final Map<Integer, String> PHRASES = phrases();

    private HttpAnswer() {}

    /**
     * The whole answer.
     *
     * @param withBody false for a request with HEAD
     */
    static byte[] bytes(Page page, boolean withBody) {
        byte[] body = page.bytes();
        StringBuilder head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(page.status())
                .append(' ')
                .append(PHRASES.getOrDefault(page.status(), ""))
                .append("\r\n");
        field(head, "Date", DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
        page.headers().forEach((name, value) -> field(head, name, value));
        field(head, "Content-Type", page.type());
        field(head, "Content-Length", String.valueOf(body.length));
        field(head, "Connection", "close");
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        if (!withBody) {
            return start;
        }
        byte[] answer = new byte[start.length + body.length];
        System.arraycopy(start, 0, answer, 0, start.length);
        System.arraycopy(body, 0, answer, start.length, body.length);
        return answer;
    }

    private static void field(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static Map<Integer, String> phrases() {
        Map<Integer, String> phrases = new HashMap<>();
        phrases.put(200, "OK");
        phrases.put(400, "Bad Request");
        phrases.put(401, "Unauthorized");
        phrases.put(403, "Forbidden");
        phrases.put(404, "Not Found");
        phrases.put(405, "Method Not Allowed");
        phrases.put(408, "Request Timeout");
        phrases.put(411, "Length Required");
        phrases.put(413, "Content Too Large");
        phrases.put(415, "Unsupported Media Type");
        phrases.put(426, "Upgrade Required");
        phrases.put(429, "Too Many Requests");
        phrases.put(431, "Request Header Fields Too Large");
        phrases.put(500, "Internal Server Error");
        phrases.put(503, "Service Unavailable");
        return phrases;
    }
}
