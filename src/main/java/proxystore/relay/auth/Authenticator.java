package proxystore.relay.auth;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds the user of a client from the credentials of its opening handshake. This is the interface for the relay's
 * rules: they know no tokens. One authenticator serves all connections of a relay, which closes it.
 */
public interface Authenticator extends AutoCloseable {
    /** Accepts every client as the same anonymous user. */
    Authenticator NONE = new Authenticator() {
        private final CompletionStage<Authentication> anonymous =
                CompletableFuture.completedStage(new Authentication.Accepted(User.ANONYMOUS));

        @Override
        public CompletionStage<Authentication> authenticate(Credentials credentials) {
            return anonymous;
        }

        @Override
        public boolean required() {
            return false;
        }
    };

    /**
     * Starts the check of credentials; does not block.
     *
     * @return completes on any thread, and never exceptionally: a failed check is {@link Authentication.Unavailable}
     */
    CompletionStage<Authentication> authenticate(Credentials credentials);

    /** Whether clients must prove who they are. If so, generation 1.0's rules hold for all connections. */
    default boolean required() {
        return true;
    }

    /** Knows which accepted credentials have been withdrawn; empty if only a check of them could tell. */
    default Optional<Withdrawals> withdrawals() {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
