package proxystore.relay.web;

/**
 * One answer over HTTP, the same in every server.
 *
 * @param status the HTTP status code
 * @param type the {@code Content-Type}
 * @param body the text, which is sent as UTF-8
 */
public record Page(int status, String type, String body) {
    /** Makes a page of plain text. */
    static Page text(int status, String body) {
        return new Page(status, "text/plain; charset=utf-8", body);
    }
}
