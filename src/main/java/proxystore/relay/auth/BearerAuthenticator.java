package proxystore.relay.auth;

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

    private final TokenCheck check;

    /** An authenticator that closes {@code check} when it is closed. */
    public BearerAuthenticator(TokenCheck check) {
        this.check = check;
    }

    @Override
    public CompletionStage<Authentication> authenticate(Credentials credentials) {
        if (credentials.authorization().isEmpty()) {
            return CompletableFuture.completedStage(MISSING);
        }
        Optional<BearerToken> token = BearerToken.of(credentials.authorization().get());
        return token.isEmpty() ? CompletableFuture.completedStage(MALFORMED) : check.check(token.get());
    }

    @Override
    public void close() {
        check.close();
    }
}
