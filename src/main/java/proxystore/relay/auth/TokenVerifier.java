package proxystore.relay.auth;

/** Says whose a token is, and takes the time that it needs: never called on a container's thread. */
public interface TokenVerifier {
    /**
     * Checks a token.
     *
     * @throws UnavailableException if it could not be checked
     * @throws InterruptedException if the relay stops meanwhile
     */
    Authentication verify(BearerToken token) throws UnavailableException, InterruptedException;
}
