package proxystore.relay.config;

import java.util.Optional;
import proxystore.relay.config.schema.ScalarType;
import proxystore.relay.config.schema.SettingType;
import proxystore.relay.config.schema.SettingTypes;

/** The types of settings with values of this package. */
final class ValueTypes {
    private ValueTypes() {}

    static SettingType<AddressRange> addressRange() {
        return SettingTypes.scalar("an IP address or CIDR range", AddressRange::parse, AddressRange::toString);
    }

    static SettingType<Origin> origin() {
        return SettingTypes.scalar(
                "an origin (scheme://host or scheme://host:port) or \"*\"", Origin::setting, Origin::toString);
    }

    static SettingType<LogLevel> logLevel() {
        return new ScalarType<>(
                "a log level (CRITICAL, ERROR, WARNING, INFO, DEBUG or 0 to 50)", LogLevel::parse, LogLevel::name) {
            @Override
            public Object parse(String text) {
                return SettingTypes.toLong(text);
            }
        };
    }

    static SettingType<Secret> secret() {
        return SettingTypes.secretScalar(
                "a text, not blank", text -> Optional.of(new Secret(text)), secret -> Secret.MASK);
    }

    /** May hold a password, so messages do not quote a wrong value. */
    static SettingType<ProxyUrl> proxyUrl() {
        return SettingTypes.secretScalar(
                "an http URL of a proxy, as in http://proxy.example.org:3128",
                ProxyUrl::parse,
                url -> url.toString().replace("//", url.credentials().isPresent() ? "//" + Secret.MASK + "@" : "//"));
    }
}
