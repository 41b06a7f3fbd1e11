package proxystore.relay.auth.provider;

import java.util.Optional;
import javax.net.ssl.SSLContext;
import proxystore.relay.config.ProviderConfig.Given;
import proxystore.relay.config.ProxyUrl;

/**
 * How the identity provider is reached.
 *
 * @param proxy the HTTP proxy in between; empty for the one that the JVM's own properties name
 * @param trust the authorities that sign the provider's certificate; empty for those that the JVM trusts
 */
public record ProviderRoute(Optional<Given<ProxyUrl>> proxy, Optional<TrustedAuthorities> trust) {
    /** The JVM's own route. */
    public static final ProviderRoute DIRECT = new ProviderRoute(Optional.empty(), Optional.empty());

    /**
     * Certificate authorities.
     *
     * @param context trusts these authorities and no others
     * @param name what logs call them, with the setting or variable that names their file
     */
    public record TrustedAuthorities(SSLContext context, String name) {}
}
