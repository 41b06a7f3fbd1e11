package proxystore.relay.auth;

import java.util.concurrent.CompletionStage;

/** Says whose a token is, without blocking. */
public interface AsyncTokenVerifier extends AutoCloseable {
    /** Checks a token; the stage may complete on another thread, and never exceptionally. */
    CompletionStage<Authentication> check(BearerToken token);

    @Override
    default void close() {}
}
