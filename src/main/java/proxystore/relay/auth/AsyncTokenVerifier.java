package proxystore.relay.auth;

import java.util.concurrent.CompletionStage;

/**
 * Checks bearer tokens on behalf of threads that must not block: those of the container and the relay's selectors. An
 * implementation owns the threads that it needs and bounds both their number and the checks that wait for them. It may
 * be layered over another one, which it then closes.
 */
public interface AsyncTokenVerifier extends AutoCloseable {
    /**
     * Starts the check of a token.
     *
     * @return completes on any thread, and never exceptionally: a failed check is {@link Authentication.Unavailable}
     */
    CompletionStage<Authentication> check(BearerToken token);

    /** Whether {@link #check} has the outcome at once, without the identity provider. */
    default boolean isKnown(BearerToken token) {
        return false;
    }

    @Override
    default void close() {}
}
