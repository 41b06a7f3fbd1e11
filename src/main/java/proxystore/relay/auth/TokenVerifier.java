package proxystore.relay.auth;

/**
 * Checks one bearer token on the calling thread, and blocks for as long as that takes. Several threads may call it at
 * the same time. Only {@link ThreadPoolTokenVerifier} calls it, never a thread of the container.
 */
public interface TokenVerifier {
    /**
     * Checks a token.
     *
     * @throws UnavailableException if it could not be checked
     * @throws InterruptedException if the relay stops during the check
     */
    Authentication verify(BearerToken token) throws UnavailableException, InterruptedException;
}
