package proxystore.relay.message;

import org.jspecify.annotations.Nullable;

/**
 * The relay's answer to a registration: {@code server_response} of ProxyStore 0.5, {@code relay_response} of 1.0.
 *
 * @param message why the registration failed; null if it did not
 */
public record Response(boolean success, @Nullable String message, boolean error, Generation generation)
        implements Message {

    public static Response registered(Generation generation) {
        return new Response(true, null, false, generation);
    }

    /** ProxyStore 0.5's answer to a peer connection from a client that has not registered. */
    public static Response notRegistered(Generation generation) {
        return new Response(false, "client has not registered yet", true, generation);
    }
}
