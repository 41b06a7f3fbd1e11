package proxystore.relay.web;

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
    /** Makes a page of plain text. */
    static Page text(int status, String body) {
        return text(status, Map.of(), body);
    }

    /** Makes a page of plain text with header fields. */
    static Page text(int status, Map<String, String> headers, String body) {
        return new Page(status, "text/plain; charset=utf-8", headers, body);
    }
}
