package proxystore.relay.config;

import java.util.List;
import java.util.Map;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * The configuration of a relay. {@link Settings} has each value's key, default, range and unit.
 *
 * @param listen where the standalone relay listens
 * @param protocol the generations that may register
 * @param source what happens to a forged {@code source_uuid}
 * @param origins origins of web pages that may connect, besides the relay's own
 * @param maxMessageBytes longest accepted message in UTF-8 bytes
 * @param address the limits of one IP address
 * @param admission the limits of clients that have not registered
 * @param rate how fast one connection may send
 * @param inbox the limits of what a connection may send while its user is being authenticated
 * @param outbox the limits of messages that wait to be sent
 * @param heartbeat how a vanished client is detected
 * @param takeover the limits of takeovers of one uuid
 * @param shutdown how the relay stops
 * @param auth how the users of clients are found
 * @param logging what is logged
 * @param proxy the reverse proxies that the relay trusts
 * @param cluster how the relay is joined with other nodes
 * @param standalone settings of the standalone relay only
 * @param admin the pages, and who sees those for administrators
 */
public record RelayConfig(
        ListenConfig listen,
        AcceptedGenerations protocol,
        SourcePolicy source,
        List<Origin> origins,
        int maxMessageBytes,
        AddressConfig address,
        AdmissionConfig admission,
        RateConfig rate,
        InboxConfig inbox,
        OutboxConfig outbox,
        HeartbeatConfig heartbeat,
        TakeoverConfig takeover,
        ShutdownConfig shutdown,
        AuthConfig auth,
        LoggingConfig logging,
        ProxyConfig proxy,
        ClusterConfig cluster,
        StandaloneConfig standalone,
        AdminConfig admin) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public RelayConfig {
        origins = List.copyOf(origins);
        GeneralSettings.MAX_MESSAGE_BYTES.require(maxMessageBytes);
    }

    /** The configuration with every default. */
    public static RelayConfig defaults() {
        return from(new SettingValues());
    }

    /**
     * The defaults with some settings replaced, for a relay within another program.
     *
     * @param settings texts, as in the environment, by key ({@code outbox.max_bytes})
     * @throws InvalidSettingException if a key is unknown, or a text is not allowed for it
     */
    public static RelayConfig of(Map<String, String> settings) {
        SettingValues values = new SettingValues();
        settings.forEach((key, text) -> values.parse(
                Settings.find(key).orElseThrow(() -> new InvalidSettingException(key, "unknown key")), text, key));
        return from(values);
    }

    static RelayConfig from(SettingValues values) {
        return new RelayConfig(
                ListenConfig.from(values),
                values.get(GeneralSettings.PROTOCOL),
                values.get(GeneralSettings.SOURCE),
                values.get(GeneralSettings.ORIGINS),
                values.get(GeneralSettings.MAX_MESSAGE_BYTES),
                AddressConfig.from(values),
                AdmissionConfig.from(values),
                RateConfig.from(values),
                InboxConfig.from(values),
                OutboxConfig.from(values),
                HeartbeatConfig.from(values),
                TakeoverConfig.from(values),
                ShutdownConfig.from(values),
                AuthConfig.from(values),
                LoggingConfig.from(values),
                ProxyConfig.from(values),
                ClusterConfig.from(values),
                StandaloneConfig.from(values),
                AdminConfig.from(values));
    }
}
