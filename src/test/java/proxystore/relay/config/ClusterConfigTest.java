package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.config.schema.InvalidSettingException;

class ClusterConfigTest {
    /** A cluster with further settings: key, value, key … */
    private static ClusterConfig cluster(String url, String... further) {
        Map<String, String> settings = new HashMap<>(Map.of("cluster.url", url));
        for (int i = 0; i < further.length; i += 2) {
            settings.put(further[i], further[i + 1]);
        }
        return RelayConfig.of(settings).cluster();
    }

    @Test
    void aRelayIsOneNodeByDefault() {
        ClusterConfig none = RelayConfig.defaults().cluster();
        assertThat(none)
                .isEqualTo(new ClusterConfig(
                        List.of(),
                        "proxystore.relay",
                        Optional.empty(),
                        ClusterCredentials.NONE,
                        new ClusterTls(Optional.empty(), Optional.empty(), Optional.empty()),
                        new ClusterLimits(Duration.ofSeconds(5), 65_536, 16 << 20, 262_144, 0),
                        true));
        assertThat(none.isOn()).isFalse();
    }

    @Test
    void severalServersAreSeparatedByCommas() {
        ClusterConfig cluster = cluster("nats://a.example:4222, nats://[::1]");
        assertThat(cluster.urls()).containsExactly(URI.create("nats://a.example:4222"), URI.create("nats://[::1]"));
        assertThat(cluster.isOn()).isTrue();
        assertThat(cluster.usesTls()).isFalse();
        assertThat(cluster("tls://a.example").usesTls()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example:4222",
                "http://a.example",
                "nats://",
                "nats://a.example:65536",
                "nats://a.example/x",
                "nats://a.example?x",
                "nats://a.example#x",
                "nats://me:hush@a.example",
                "nats://a_b:c d",
                "nats://a.example;nats://b.example"
            })
    void otherTextsAreNoServers(String url) {
        assertThatThrownBy(() -> cluster(url))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("cluster.url: ")
                .hasMessageEndingWith(
                        "is not a URL of a NATS server without user and password, as in nats://host:4222 or tls://host:4222")
                .hasMessageNotContaining("hush");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", ".a", "a.", "a.*", "a.>", "a b", "a/b", "$SYS", "a.b.c.d.e.f.g.h.i"})
    void aPrefixIsTokensOfASubject(String prefix) {
        assertThatThrownBy(() -> cluster("nats://a", "cluster.prefix", prefix))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("cluster.prefix: \"" + prefix
                        + "\" is not up to 8 tokens of letters, digits, _ and -, with dots between them");
    }

    @Test
    void theNameOfANodeIsOneToken() {
        assertThat(cluster("nats://a", "cluster.node", "relay-1").node()).contains("relay-1");
        assertThatThrownBy(() -> cluster("nats://a", "cluster.node", "relay.1"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("cluster.node: \"relay.1\" is not a name of up to 64 letters, digits, _ and -");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cluster.user=a cluster.password=b cluster.nkey_file=k"
                        + "|cluster.user: does not go with cluster.nkey_file: a node authenticates in one way",
                "cluster.credentials_file=c cluster.nkey_file=k"
                        + "|cluster.nkey_file: does not go with cluster.credentials_file: a node authenticates in one way",
                "cluster.user=a|cluster.user: needs cluster.password to be set",
                "cluster.password=b|cluster.password: needs cluster.user to be set",
                "cluster.certfile=c|cluster.certfile: needs cluster.keyfile to be set",
                "cluster.keyfile=k|cluster.keyfile: needs cluster.certfile to be set",
                "cluster.ca_file=c|cluster.ca_file: needs tls:// in cluster.url",
                "cluster.certfile=c cluster.keyfile=k|cluster.certfile: needs tls:// in cluster.url",
            })
    void contradictionsAreRefused(String settings, String complaint) {
        assertThatThrownBy(() -> cluster("nats://a", settings.split("[ =]")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(complaint);
    }

    @Test
    void serversWithAndWithoutTlsDoNotGoTogether() {
        assertThatThrownBy(() -> cluster("nats://a,tls://b"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("cluster.url: nats:// and tls:// do not go together");
    }

    @ParameterizedTest
    @CsvSource({
        "cluster.request_timeout, 0.09",
        "cluster.request_timeout, 61",
        "cluster.max_pending_messages, 0",
        "cluster.max_pending_messages, 1000001",
        "cluster.max_pending_bytes, 1023",
        "cluster.max_total_messages, 0",
        "cluster.max_total_bytes, -1",
    })
    void limitsOutOfRangeAreRefused(String key, String text) {
        assertThatThrownBy(() -> cluster("nats://a", key, text))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(key + ": " + text + " is out of range");
    }

    @Test
    void readyWithoutIsTrueOrFalse() {
        assertThat(cluster("nats://a", "cluster.ready_without", "false").readyWithout())
                .isFalse();
        assertThatThrownBy(() -> cluster("nats://a", "cluster.ready_without", "no"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("cluster.ready_without: \"no\" is not true or false");
    }
}
