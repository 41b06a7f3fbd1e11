package proxystore.relay.web;

import java.util.function.BooleanSupplier;
import proxystore.relay.endpoint.RequestHead;

/**
 * A request for a page.
 *
 * @param head its head
 * @param hasAdminRole whether the servlet container has authenticated a user with the role {@link #ADMIN_ROLE}
 */
public record PageRequest(RequestHead head, BooleanSupplier hasAdminRole) {
    /** The container's role of administrators. */
    public static final String ADMIN_ROLE = "relay-admin";

    /** A request to a server without users. */
    public static PageRequest withoutUser(RequestHead head) {
        return new PageRequest(head, () -> false);
    }
}
