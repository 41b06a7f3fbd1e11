package proxystore.relay.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Checks each token with what the relay knows, and asks the identity provider only about tokens for which that is not enough.
 * The two kinds of checks have threads of their own: checks that wait for the provider delay no others.
 */
public final class LocalFirstTokenVerifier implements AsyncTokenVerifier {
    /** The outcome of a local check of a token about which the provider must be asked; no client gets it. */
    public static final Authentication.Unavailable ASK_PROVIDER =
            new Authentication.Unavailable("the identity provider must be asked");

    private final AsyncTokenVerifier local;
    private final AsyncTokenVerifier asking;

    /**
     * A verifier that closes both when it is closed.
     *
     * @param local never waits for the provider; its outcome may be {@link #ASK_PROVIDER}
     * @param asking may wait for the provider
     */
    public LocalFirstTokenVerifier(AsyncTokenVerifier local, AsyncTokenVerifier asking) {
        this.local = local;
        this.asking = asking;
    }

    @Override
    public CompletionStage<Authentication> check(BearerToken token) {
        return local.check(token)
                .thenCompose(outcome ->
                        outcome.equals(ASK_PROVIDER) ? asking.check(token) : CompletableFuture.completedStage(outcome));
    }

    @Override
    public void close() {
        local.close();
        asking.close();
    }
}
