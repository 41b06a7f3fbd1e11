package proxystore.relay.auth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes the token out of {@code Authorization: Bearer <token>} and has it checked. The refusals read as those of
 * ProxyStore 1.0 ({@code get_token_from_headers} in {@code proxystore/p2p/relay/authenticate.py}).
 */
public final class BearerAuthenticator implements Authenticator {
    static final Authentication MISSING =
            new Authentication.Unauthorized("Request headers are missing authorization header.");
    static final Authentication MALFORMED =
            new Authentication.Unauthorized("Bearer token in authorization header is malformed.");

    private static final Logger LOGGER = System.getLogger(BearerAuthenticator.class.getName());
    /** Made at the start: after an OutOfMemoryError there may be no memory for it. */
    private static final CompletionStage<Authentication> FAILED =
            CompletableFuture.completedStage(new Authentication.Unavailable("the check failed"));

    private final AsyncTokenVerifier check;

    /** An authenticator that closes {@code check} when it is closed. */
    public BearerAuthenticator(AsyncTokenVerifier check) {
        this.check = check;
    }

    @Override
    public CompletionStage<Authentication> authenticate(Credentials credentials) {
        if (credentials.authorization().isEmpty()) {
            return CompletableFuture.completedStage(MISSING);
        }
        try {
            Optional<BearerToken> token =
                    BearerToken.of(credentials.authorization().get());
            return token.isEmpty() ? CompletableFuture.completedStage(MALFORMED) : check.check(token.get());
        } catch (Throwable e) { // an Error too: thrown here, it would end the connection without a close code
            LOGGER.log(Level.ERROR, "A check of credentials failed", e);
            return FAILED;
        }
    }

    @Override
    public void close() {
        check.close();
    }
}
