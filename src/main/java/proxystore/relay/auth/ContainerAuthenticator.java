package proxystore.relay.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Accepts the user that the servlet container has authenticated for the handshake (Jakarta Servlet 6.0, section 13.3).
 */
public final class ContainerAuthenticator implements Authenticator {
    static final Authentication MISSING =
            new Authentication.Unauthorized("The servlet container has not authenticated this request.");

    @Override
    public CompletionStage<Authentication> authenticate(Credentials credentials) {
        return CompletableFuture.completedStage(credentials
                .containerUser()
                .<Authentication>map(Authentication.Accepted::new)
                .orElse(MISSING));
    }
}
