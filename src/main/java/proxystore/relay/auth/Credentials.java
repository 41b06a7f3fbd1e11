package proxystore.relay.auth;

import java.util.Optional;

/**
 * The credentials in a client's opening handshake.
 *
 * @param authorization the {@code Authorization} header (RFC 9110, section 11.6.2) as it was sent
 * @param containerUser the user that the servlet container authenticated (Jakarta Servlet 6.0, section 13.3)
 * @param remoteAddress the client's address and port as logs show them
 */
public record Credentials(Optional<String> authorization, Optional<User> containerUser, String remoteAddress) {
    public static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty());

    /** Credentials of a client whose address does not matter. */
    public Credentials(Optional<String> authorization, Optional<User> containerUser) {
        this(authorization, containerUser, "");
    }

    /** A mask in place of the credentials. */
    @Override
    public String toString() {
        return "Credentials[********]";
    }
}
