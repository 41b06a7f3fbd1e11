package proxystore.relay.auth;

import java.util.function.Predicate;

/** Knows which tokens were accepted and have been withdrawn since. Used by one thread. */
public interface Withdrawals {
    /**
     * Reads which tokens are valid now; may block.
     *
     * @return whether an accepted token has been withdrawn; false if nothing proves it
     * @throws InterruptedException if the relay stops meanwhile
     */
    Predicate<Authentication.Accepted> read() throws InterruptedException;
}
