package proxystore.relay.auth;

import java.util.Optional;

/**
 * What a client's opening handshake says about who it is.
 *
 * @param authorization the {@code Authorization} header (RFC 9110, section 11.6.2) as it was sent
 * @param containerUser the user that the servlet container authenticated (Jakarta Servlet 6.0, section 13.3)
 */
public record Credentials(Optional<String> authorization, Optional<User> containerUser) {
    public static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty());

    /** Never the credentials themselves. */
    @Override
    public String toString() {
        return "Credentials[********]";
    }
}
