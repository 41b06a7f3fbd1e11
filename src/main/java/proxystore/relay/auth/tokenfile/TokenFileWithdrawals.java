package proxystore.relay.auth.tokenfile;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.UnavailableException;
import proxystore.relay.auth.User;
import proxystore.relay.auth.Withdrawals;

/**
 * The tokens that were in a file and are not any more. As a refusal does, a withdrawal needs a file that has been unchanged
 * for {@link TokenFile#GRACE}. Logs each change of the file.
 */
public final class TokenFileWithdrawals implements Withdrawals {
    private static final Logger LOGGER = System.getLogger(TokenFileWithdrawals.class.getName());

    private final TokenFile file;
    /** The users at the last read that proved anything. */
    private Map<String, User> known;
    /** Why the last read proved nothing; null if it did. */
    private @Nullable String failure;
    /** The last failure that was logged; null if the file has been in order since. */
    private @Nullable String logged;

    public TokenFileWithdrawals(TokenFile file) {
        this.file = file;
        this.known = file.users();
    }

    @Override
    public Predicate<Authentication.Accepted> read() throws InterruptedException {
        TokenFile.Content now;
        try {
            now = file.current();
        } catch (UnavailableException e) {
            return proof -> false;
        }
        logFailure(now.failure());
        if (now.failure() != null || !now.settled()) {
            return proof -> false;
        }
        logChange(now.users());
        return proof -> proof.tokenHash()
                .filter(hash -> !proof.user().equals(now.users().get(hash)))
                .isPresent();
    }

    /** A failure of one read alone is not logged: an editor may have been replacing the file. */
    private void logFailure(@Nullable String now) {
        boolean lasts = now != null && now.equals(failure);
        failure = now;
        if (lasts && !Objects.equals(now, logged)) {
            logged = now;
            LOGGER.log(Level.WARNING, "No token can be checked until this is corrected: " + now);
        }
    }

    private void logChange(Map<String, User> users) {
        if (logged != null || !users.equals(known)) {
            LOGGER.log(Level.INFO, file + " is read again: " + users.size() + " tokens, " + difference(users));
        }
        logged = null;
        known = users;
    }

    private String difference(Map<String, User> users) {
        long added =
                users.keySet().stream().filter(hash -> !known.containsKey(hash)).count();
        long removed =
                known.keySet().stream().filter(hash -> !users.containsKey(hash)).count();
        return added + " new, " + removed + " removed";
    }
}
