package proxystore.relay.config;

import java.net.InetAddress;
import java.util.List;
import proxystore.relay.config.schema.SettingValues;

/**
 * The reverse proxies that the relay trusts.
 *
 * @param trusted addresses whose {@code X-Forwarded-For} or {@code Forwarded} header (RFC 7239) is used
 */
public record ProxyConfig(List<AddressRange> trusted) {
    public ProxyConfig {
        trusted = List.copyOf(trusted);
    }

    /** Whether the forwarding headers of this address are used. */
    public boolean trusts(InetAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    static ProxyConfig from(SettingValues values) {
        return new ProxyConfig(values.get(ConnectionSettings.PROXY_TRUSTED));
    }
}
