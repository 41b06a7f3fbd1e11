package proxystore.relay.auth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import proxystore.relay.limit.AddressRates;

/**
 * Checks the token of {@code Authorization: Bearer <token>}. The refusals have the texts of ProxyStore 1.0
 * ({@code get_token_from_headers} in {@code proxystore/p2p/relay/authenticate.py}).
 */
public final class BearerAuthenticator implements Authenticator {
    static final Authentication MISSING =
            new Authentication.Unauthorized("Request headers are missing authorization header.");
    static final Authentication MALFORMED =
            new Authentication.Unauthorized("Bearer token in authorization header is malformed.");

    private static final Logger LOGGER = System.getLogger(BearerAuthenticator.class.getName());
    /** Created in advance: after an OutOfMemoryError there may be no memory for it. */
    private static final CompletionStage<Authentication> FAILED =
            CompletableFuture.completedStage(new Authentication.Unavailable("the check failed"));

    private static final Authentication THROTTLED = new Authentication.Unavailable(
            "too many credentials from its address were refused (auth.max_failures_per_minute)");

    private final AsyncTokenVerifier verifier;
    private final AddressRates failures;
    private final Optional<Withdrawals> withdrawals;

    /** An authenticator that closes {@code verifier} when it is closed. */
    public BearerAuthenticator(AsyncTokenVerifier verifier) {
        this(verifier, Optional.empty());
    }

    /** As above, of tokens that can be withdrawn while their clients are connected. */
    public BearerAuthenticator(AsyncTokenVerifier verifier, Optional<Withdrawals> withdrawals) {
        this(verifier, new AddressRates(0, 1, System::nanoTime), withdrawals);
    }

    /**
     * An authenticator that checks no unknown tokens of an address from which too many were refused.
     *
     * @param verifier closed when this is closed
     * @param failures counts the refused tokens of each address
     */
    public BearerAuthenticator(AsyncTokenVerifier verifier, AddressRates failures) {
        this(verifier, failures, Optional.empty());
    }

    private BearerAuthenticator(AsyncTokenVerifier verifier, AddressRates failures, Optional<Withdrawals> withdrawals) {
        this.verifier = verifier;
        this.failures = failures;
        this.withdrawals = withdrawals;
    }

    @Override
    public CompletionStage<Authentication> authenticate(Credentials credentials) {
        if (credentials.authorization().isEmpty()) {
            return CompletableFuture.completedStage(MISSING);
        }
        try {
            Optional<BearerToken> token =
                    BearerToken.of(credentials.authorization().get());
            return token.isEmpty()
                    ? CompletableFuture.completedStage(MALFORMED)
                    : check(token.get(), credentials.remoteAddress());
        } catch (Throwable e) { // an Error too: it would end the connection without a close code
            LOGGER.log(Level.ERROR, "A check of credentials failed", e);
            return FAILED;
        }
    }

    private CompletionStage<Authentication> check(BearerToken token, String remoteAddress) {
        if (!failures.allows(remoteAddress) && !verifier.isKnown(token)) {
            return CompletableFuture.completedStage(THROTTLED);
        }
        return verifier.check(token).thenApply(outcome -> {
            if (outcome instanceof Authentication.Forbidden) {
                failures.take(remoteAddress);
            }
            return outcome;
        });
    }

    @Override
    public Optional<Withdrawals> withdrawals() {
        return withdrawals;
    }

    @Override
    public void close() {
        verifier.close();
    }
}
