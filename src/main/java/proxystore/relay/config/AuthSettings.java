package proxystore.relay.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingTypes;
import proxystore.relay.config.schema.SettingValues;

/** The table {@code auth}: how the users of clients are found. */
final class AuthSettings {
    static final Setting<AuthMethod> AUTH_METHOD = Setting.of(
            "auth.method",
            SettingTypes.choice(AuthMethod.class),
            AuthMethod.NONE,
            "How the user of a client is found; container is for the WAR only.");
    static final Setting<Duration> AUTH_TIMEOUT = Setting.of(
            "auth.timeout",
            SettingTypes.seconds(0.01, 9),
            Duration.ofSeconds(8),
            "Seconds for a check of credentials, waiting included; then it fails and the connection is"
                    + " closed with 1013. Less than the 10 s that endpoints wait.");
    static final Setting<Integer> AUTH_MAX_CONCURRENT = Setting.of(
            "auth.max_concurrent",
            SettingTypes.integer(1, 1024),
            16,
            "Concurrent checks of credentials; further ones wait.");
    static final Setting<Integer> AUTH_MAX_WAITING = Setting.of(
            "auth.max_waiting",
            SettingTypes.integer(0, 1_000_000),
            1024,
            "Checks of credentials that may wait; one more closes its connection with 1013 (try again" + " later).");
    static final Setting<Integer> AUTH_MAX_ANSWER_BYTES = Setting.of(
            "auth.max_answer_bytes",
            SettingTypes.integer(1024, 1 << 30),
            1 << 20,
            "Longest answer of the identity provider in bytes; with a longer one the check fails.");
    static final Setting<Integer> AUTH_CACHE_ENTRIES = Setting.of(
            "auth.cache_entries",
            SettingTypes.integer(0, 1_000_000),
            4096,
            "globus: number of cached accepted tokens, and of refused ones, 0 for none; one more replaces the oldest.");
    static final Setting<Duration> AUTH_CACHE_SECONDS = Setting.of(
            "auth.cache_seconds",
            SettingTypes.seconds(0, 86_400),
            Duration.ofSeconds(60),
            "globus: seconds for which an accepted token is cached, even if it is revoked, and at most"
                    + " until it expires.");
    static final Setting<Duration> AUTH_REFUSED_CACHE_SECONDS = Setting.of(
            "auth.refused_cache_seconds",
            SettingTypes.seconds(0, 3600),
            Duration.ofSeconds(5),
            "globus: seconds for which a refused token is refused again without asking the provider; as many tokens as"
                    + " auth.cache_entries.");
    static final Setting<Integer> AUTH_MAX_FAILURES = Setting.of(
            "auth.max_failures_per_minute",
            SettingTypes.integer(0, 1_000_000),
            100,
            "globus: refused tokens of one IPv4 address, or one IPv6 network of 64 bits, within a minute; then its"
                    + " connections with a token that is not cached are closed with 1013 (try again later). 0 for any"
                    + " number.");
    static final Setting<Duration> AUTH_CLOCK_SKEW = Setting.of(
            "auth.clock_skew",
            SettingTypes.seconds(0, 600),
            Duration.ofSeconds(60),
            "Seconds by which the provider's clock may differ when a token's times are checked.");
    static final Setting<Duration> AUTH_KEYS_MAX_AGE = Setting.of(
            "auth.keys_max_age",
            SettingTypes.seconds(1, 86_400),
            Duration.ofMinutes(5),
            "jwt: seconds after which the provider's keys are fetched again, so that a withdrawn key is" + " refused.");
    static final Setting<Duration> AUTH_KEYS_MIN_INTERVAL = Setting.of(
            "auth.keys_min_interval",
            SettingTypes.seconds(0.01, 3600),
            Duration.ofSeconds(10),
            "jwt: seconds until the provider is asked for keys again after a request that failed or that"
                    + " was for an unknown key.");
    static final Setting<TokenExpiryAction> REAUTHENTICATE = Setting.of(
            "auth.reauthenticate",
            SettingTypes.choice(TokenExpiryAction.class),
            TokenExpiryAction.NEVER,
            "What happens to a connection whose token expires: never does nothing, close closes it with"
                    + " 4002, after which ProxyStore's endpoints do not reconnect.");
    static final Setting<ProxyUrl> PROXY = Setting.of(
            "auth.proxy",
            ValueTypes.proxyUrl(),
            "globus, jwt: HTTP proxy for requests to the identity provider; also read from HTTPS_PROXY or"
                    + " HTTP_PROXY, unless NO_PROXY has the provider's host.");
    static final Setting<Path> CA_FILE = Setting.of(
            "auth.ca_file",
            SettingTypes.path(),
            "globus, jwt: PEM file, or directory of such files, with the authorities that sign the identity"
                    + " provider's certificate, in place of Java's; also read from REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE"
                    + " or SSL_CERT_FILE.");
    static final Setting<String> CLIENT_ID = Setting.of(
            "auth.kwargs.client_id",
            SettingTypes.text(),
            "globus: the relay's client id at the provider; also read from PROXYSTORE_GLOBUS_CLIENT_ID.");
    static final Setting<Secret> CLIENT_SECRET = Setting.of(
            "auth.kwargs.client_secret",
            ValueTypes.secret(),
            "globus: the secret of client_id; also read from PROXYSTORE_GLOBUS_CLIENT_SECRET.");
    static final Setting<List<String>> AUDIENCE = Setting.of(
            "auth.kwargs.audience",
            SettingTypes.list(SettingTypes.text(), 0),
            "globus, jwt: a token must be meant for one of these; [] accepts any, and without a value"
                    + " globus requires \"ProxyStore\" and jwt accepts any.");
    static final Setting<URI> INTROSPECTION_URL = Setting.of(
            "auth.kwargs.introspection_url",
            SettingTypes.url(),
            URI.create("https://auth.globus.org/v2/oauth2/token/introspect"),
            "globus: the provider's token introspection endpoint (RFC 7662).");
    static final Setting<String> ISSUER =
            Setting.of("auth.kwargs.issuer", SettingTypes.text(), "jwt: the issuer (iss) that a token must name.");
    static final Setting<URI> JWKS_URL =
            Setting.of("auth.kwargs.jwks_url", SettingTypes.url(), "jwt: where the provider publishes its keys.");
    static final Setting<List<String>> ALGORITHMS = Setting.of(
            "auth.kwargs.algorithms",
            SettingTypes.list(
                    SettingTypes.choice(
                            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")),
                    1),
            List.of("RS256", "PS256", "ES256"),
            "jwt: accepted signature algorithms.");
    static final Setting<Path> TOKENS_FILE =
            Setting.of("auth.kwargs.tokens_file", SettingTypes.path(), "tokens: the file of users and token hashes.");

    /** In the order of {@code relay.toml}. */
    static final List<Setting<?>> ALL = List.of(
            AUTH_METHOD,
            AUTH_TIMEOUT,
            AUTH_MAX_CONCURRENT,
            AUTH_MAX_WAITING,
            AUTH_MAX_ANSWER_BYTES,
            AUTH_CACHE_ENTRIES,
            AUTH_CACHE_SECONDS,
            AUTH_REFUSED_CACHE_SECONDS,
            AUTH_MAX_FAILURES,
            AUTH_CLOCK_SKEW,
            AUTH_KEYS_MAX_AGE,
            AUTH_KEYS_MIN_INTERVAL,
            REAUTHENTICATE,
            PROXY,
            CA_FILE,
            CLIENT_ID,
            CLIENT_SECRET,
            AUDIENCE,
            INTROSPECTION_URL,
            ISSUER,
            JWKS_URL,
            ALGORITHMS,
            TOKENS_FILE);

    private AuthSettings() {}

    /**
     * The value of a setting that a method of authentication requires.
     *
     * @throws InvalidSettingException if the setting has no value
     */
    static <T> T require(SettingValues values, Setting<T> setting, AuthMethod method) {
        return values.find(setting)
                .orElseThrow(() -> new InvalidSettingException(
                        AUTH_METHOD.key(), "\"" + method.spelling() + "\" needs " + setting + " to be set"));
    }
}
