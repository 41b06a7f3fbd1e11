package proxystore.relay.config;

import java.net.InetAddress;
import java.util.List;
import proxystore.relay.config.schema.SettingValues;

/**
 * Which reverse proxies are believed.
 *
 * @param trusted where a proxy's {@code X-Forwarded-For} or {@code Forwarded} header (RFC 7239) is believed from
 */
public record ProxyConfig(List<AddressRange> trusted) {
    public ProxyConfig {
        trusted = List.copyOf(trusted);
    }

    /** Whether what this address says about the client behind it is believed. */
    public boolean trusts(InetAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    static ProxyConfig from(SettingValues values) {
        return new ProxyConfig(values.get(ConnectionSettings.PROXY_TRUSTED));
    }
}
