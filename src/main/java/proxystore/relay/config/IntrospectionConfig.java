package proxystore.relay.config;

import java.net.URI;
import proxystore.relay.config.schema.SettingValues;

/**
 * A token introspection endpoint (RFC 7662).
 *
 * @param clientId the relay's client id at the provider, for HTTP basic authentication
 * @param clientSecret the secret of the client id
 * @param url the endpoint
 */
public record IntrospectionConfig(String clientId, Secret clientSecret, URI url) {
    static IntrospectionConfig from(SettingValues values) {
        return new IntrospectionConfig(
                AuthSettings.require(values, AuthSettings.CLIENT_ID, AuthMethod.GLOBUS),
                AuthSettings.require(values, AuthSettings.CLIENT_SECRET, AuthMethod.GLOBUS),
                values.get(AuthSettings.INTROSPECTION_URL));
    }
}
