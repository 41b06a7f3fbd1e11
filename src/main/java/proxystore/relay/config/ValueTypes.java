package proxystore.relay.config;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import proxystore.relay.config.schema.ScalarType;
import proxystore.relay.config.schema.SettingType;
import proxystore.relay.config.schema.SettingTypes;

/** The types of settings with values of this package. */
final class ValueTypes {
    /** Longest name of a node, or token of a subject, in characters. */
    private static final String TOKEN = "[A-Za-z0-9_-]{1,64}";

    private static final Pattern NODE_NAME = Pattern.compile(TOKEN);

    private static final Pattern SUBJECT = Pattern.compile(TOKEN + "(\\." + TOKEN + "){0,7}");

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

    static SettingType<URI> natsUrl() {
        return SettingTypes.scalar(
                "a URL of a NATS server without user and password, as in nats://host:4222 or tls://host:4222",
                ValueTypes::toNatsUrl,
                URI::toString);
    }

    private static Optional<URI> toNatsUrl(String text) {
        try {
            URI url = URI.create(text.strip());
            boolean nats = "nats".equals(url.getScheme()) || "tls".equals(url.getScheme());
            boolean bare = url.getHost() != null && url.getPort() <= 65_535 && url.getRawUserInfo() == null;
            boolean server = bare && url.getRawPath().isEmpty() && url.getRawQuery() == null;
            return nats && server && url.getRawFragment() == null ? Optional.of(url) : Optional.empty();
        } catch (IllegalArgumentException notAUrl) {
            return Optional.empty();
        }
    }

    /** A NATS subject without wildcards, to which further tokens are added. */
    static SettingType<String> natsSubject() {
        return matching("up to 8 tokens of letters, digits, _ and -, with dots between them", SUBJECT);
    }

    static SettingType<String> nodeName() {
        return matching("a name of up to 64 letters, digits, _ and -", NODE_NAME);
    }

    private static SettingType<String> matching(String allowed, Pattern pattern) {
        return SettingTypes.scalar(allowed, text -> Optional.of(text).filter(pattern.asMatchPredicate()), text -> text);
    }
}
