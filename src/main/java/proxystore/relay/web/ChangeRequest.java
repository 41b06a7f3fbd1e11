package proxystore.relay.web;

import java.lang.System.Logger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import proxystore.relay.Relay;
import proxystore.relay.endpoint.HandshakeCheck;
import proxystore.relay.endpoint.RequestHead;
import proxystore.relay.events.Refusal;
import proxystore.relay.log.LogText;

/**
 * Checks requests that change something: a short JSON document, and from a web page only if the page is the relay's own.
 *
 * <p>A browser sends a foreign page's form with the visitor's address, cookies and password, but not as JSON; before it sends
 * JSON it asks the relay, which refuses. A second check of the same reads the headers {@code Sec-Fetch-Site} (W3C Fetch
 * Metadata) and {@code Origin} (RFC 6454), which browsers send and programs such as curl do not.
 */
final class ChangeRequest {
    private static final Logger LOGGER = System.getLogger(ChangeRequest.class.getName());

    /** The longest body in bytes. */
    static final int MAX_BODY_BYTES = 1024;

    private static final Pattern LENGTH = Pattern.compile("\\d{1,9}");
    private static final Pattern JSON = Pattern.compile("(?i:application/json)[ \\t]*(;.*)?");

    private ChangeRequest() {}

    /** The length of the body in bytes; empty if the request does not say it. */
    private static Optional<Integer> length(RequestHead head) {
        return head.only("Content-Length")
                .filter(length -> LENGTH.matcher(length).matches()
                        && head.values("Transfer-Encoding").isEmpty())
                .map(Integer::valueOf);
    }

    /** Whether the body should be read: its length is known and within the limit. */
    static boolean hasReadableBody(RequestHead head) {
        return length(head).filter(length -> length <= MAX_BODY_BYTES).isPresent();
    }

    /**
     * The refusal of an administrator's request; empty if the request may be answered. The refusal of a request from a foreign
     * page is logged and counted.
     */
    static Optional<Page> refusal(Relay relay, RequestHead head) {
        if (length(head).isEmpty()) {
            return Optional.of(Page.text(Page.LENGTH_REQUIRED, "This request needs a header Content-Length.\n"));
        }
        if (!hasReadableBody(head)) {
            String limit = "The body of this request is longer than " + MAX_BODY_BYTES + " bytes.\n";
            return Optional.of(Page.text(Page.TOO_LARGE, limit));
        }
        if (head.only("Content-Type")
                .filter(type -> JSON.matcher(type).matches())
                .isEmpty()) {
            return Optional.of(Page.text(
                    Page.UNSUPPORTED_TYPE,
                    "This request needs a JSON document, with Content-Type: application/json.\n"));
        }
        return isOfForeignPage(head) ? Optional.of(refuseForeignPage(relay, head)) : Optional.empty();
    }

    private static boolean isOfForeignPage(RequestHead head) {
        List<String> sites = head.values("Sec-Fetch-Site");
        boolean ownSite = sites.isEmpty() || sites.equals(List.of("same-origin"));
        return !ownSite || !HandshakeCheck.isAllowed(head, head.values("Host"), List.of());
    }

    private static Page refuseForeignPage(Relay relay, RequestHead head) {
        String address = head.remoteAddress(relay.config().proxy());
        String origin = LogText.of(String.join(", ", head.values("Origin")));
        relay.refused(
                LOGGER,
                Refusal.ORIGIN,
                address,
                () -> "Refused " + head.line().path() + " to a web page from origin " + origin + " at " + address);
        return Page.text(Page.FORBIDDEN, "Only the relay's own pages may send this request.\n");
    }
}
