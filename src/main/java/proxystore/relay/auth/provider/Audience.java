package proxystore.relay.auth.provider;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import proxystore.relay.auth.Authentication;

/**
 * For whom a token must have been issued (RFC 7519, section 4.1.3): a token that another service was given proves
 * nothing here.
 *
 * @param accepted the token's audience must have one of these; empty means that it is not looked at
 */
public record Audience(Set<String> accepted) {
    public Audience {
        accepted = Collections.unmodifiableSet(new LinkedHashSet<>(new TreeSet<>(accepted)));
    }

    /** Why a token for these is refused, in ProxyStore 1.0's words; empty if it is not. */
    Optional<Authentication.Forbidden> refusal(Collection<?> audience) {
        if (accepted.isEmpty() || audience.stream().anyMatch(accepted::contains)) {
            return Optional.empty();
        }
        return Optional.of(
                new Authentication.Forbidden(
                        "Token audience does not include \"" + String.join("\" or \"", accepted)
                                + "\". This could result in a"
                                + " confused deputy attack. Ensure the correct scopes are requested when the token is created."));
    }
}
