package proxystore.relay.auth.provider;

import java.net.PasswordAuthentication;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How the identity provider is reached.
 *
 * @param proxy the HTTP proxy in between; empty for what the JVM's own properties say
 * @param trust the authorities that sign its certificate; empty for those that the JVM trusts
 */
public record ProviderRoute(Optional<Proxy> proxy, Optional<Trust> trust) {
    /** What the JVM does unasked. */
    public static final ProviderRoute DIRECT = new ProviderRoute(Optional.empty(), Optional.empty());

    /**
     * An HTTP proxy.
     *
     * @param credentials what it is told if it asks
     * @param name what logs call it, with the setting or variable that gives it; never with credentials
     */
    public record Proxy(String host, int port, Optional<PasswordAuthentication> credentials, String name) {}

    /**
     * Certificate authorities.
     *
     * @param context trusts them and no others
     * @param name what logs call them, with the setting or variable that gives them
     */
    public record Trust(SSLContext context, String name) {}
}
