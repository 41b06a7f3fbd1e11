package proxystore.relay.auth.provider;

import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.Authentication;

/**
 * Checks the audience of tokens (RFC 7519, section 4.1.3): a token that was issued for another service proves nothing.
 */
final class Audience {
    private final SortedSet<String> accepted;

    /**
     * A check that accepts tokens for any of these audiences.
     *
     * @param accepted empty to accept every token
     */
    Audience(Collection<String> accepted) {
        this.accepted = new TreeSet<>(accepted);
    }

    /** Why a token for this audience is refused, with ProxyStore 1.0's text; empty if it is accepted. */
    Optional<Authentication.Forbidden> refusal(Collection<?> audience) {
        if (accepted.isEmpty() || audience.stream().anyMatch(this::accepts)) {
            return Optional.empty();
        }
        return Optional.of(
                new Authentication.Forbidden(
                        "Token audience does not include \"" + String.join("\" or \"", accepted)
                                + "\". This could result in a"
                                + " confused deputy attack. Ensure the correct scopes are requested when the token is created."));
    }

    /** A member of another type, which JSON allows, matches nothing. */
    private boolean accepts(@Nullable Object member) {
        return member instanceof String audience && accepted.contains(audience);
    }
}
