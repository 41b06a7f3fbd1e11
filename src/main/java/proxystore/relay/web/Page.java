package proxystore.relay.web;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One answer over HTTP, the same in every server.
 *
 * @param status the HTTP status code
 * @param type the {@code Content-Type}
 * @param headers the header fields besides those about the body and the connection
 * @param body the text, which is sent as UTF-8
 */
public record Page(int status, String type, Map<String, String> headers, String body) {
    static final int OK = 200;
    static final int BAD_REQUEST = 400;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int LENGTH_REQUIRED = 411;
    static final int TOO_LARGE = 413;
    static final int UNSUPPORTED_TYPE = 415;
    static final int TOO_MANY_REQUESTS = 429;
    static final int INTERNAL_ERROR = 500;
    static final int UNAVAILABLE = 503;

    private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

    /** Makes a page of plain text. */
    static Page text(int status, String body) {
        return text(status, Map.of(), body);
    }

    /** Makes a page of plain text with header fields. */
    static Page text(int status, Map<String, String> headers, String body) {
        return new Page(status, PLAIN_TEXT, headers, body);
    }

    /** Makes a JSON document (RFC 8259). */
    static Page json(int status, String body) {
        return new Page(status, "application/json", Map.of(), body);
    }

    /** Makes an HTML page that loads nothing but what the policy allows (Content Security Policy Level 3). */
    static Page html(String policy, String body) {
        return new Page(OK, "text/html; charset=utf-8", Map.of("Content-Security-Policy", policy), body);
    }

    /** The same page with a further header field, which replaces one with the same name. */
    Page with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Page(status, type, more, body);
    }

    /** The body as it is sent. */
    public byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
