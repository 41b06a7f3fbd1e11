package proxystore.relay.web;

import java.util.function.BooleanSupplier;
import proxystore.relay.endpoint.RequestHead;

/**
 * A request for a page.
 *
 * @param head its head
 * @param query the part of its target behind the question mark, as it was sent; empty if there is none
 * @param body its body, if {@link Pages#takesBody}; empty otherwise
 * @param hasAdminRole whether the servlet container has authenticated a user with the role {@link #ADMIN_ROLE}
 */
public record PageRequest(RequestHead head, String query, String body, BooleanSupplier hasAdminRole) {
    /** The container's role of administrators. */
    public static final String ADMIN_ROLE = "relay-admin";

    /** A request to a server without users. */
    public static PageRequest withoutUser(RequestHead head, String query, String body) {
        return new PageRequest(head, query, body, () -> false);
    }

    /** A request without a query and a body to a server without users. */
    public static PageRequest withoutUser(RequestHead head) {
        return withoutUser(head, "", "");
    }
}
