package proxystore.relay.auth.tokenfile;

import java.time.LocalDate;
import java.util.Optional;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.User;

/**
 * One token of a file, without the secret.
 *
 * @param user the name of its user
 * @param sha256 its hash in lower-case hexadecimal digits
 * @param added the day in UTC on which it was added; empty if the file does not say
 * @param note what its administrator has written about it; may be empty
 */
public record StoredToken(String user, String sha256, Optional<LocalDate> added, String note) {
    /** Tells the tokens of one user apart, and does not reveal them. */
    public String fingerprint() {
        return BearerToken.fingerprint(sha256);
    }

    User asUser() {
        return new User(user, user);
    }
}
