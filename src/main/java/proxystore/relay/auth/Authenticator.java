package proxystore.relay.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says to which user a client belongs. */
public interface Authenticator extends AutoCloseable {
    /** No users: everybody is the same, nothing is asked. */
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

    /** Checks credentials without blocking; the stage may complete on another thread, and never exceptionally. */
    CompletionStage<Authentication> authenticate(Credentials credentials);

    /** Whether clients must prove who they are; generation 1.0's rules hold for everybody then. */
    default boolean required() {
        return true;
    }

    @Override
    default void close() {}
}
