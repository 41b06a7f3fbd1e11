package proxystore.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.config.RelayConfig;

class HostNameTest {
    @ParameterizedTest
    @CsvSource({
        "'relay-1\n', relay-1",
        "relay-1.example.org, relay-1",
        "ré lay*>, r--lay--",
        "'', relay",
        "'.example', relay",
    })
    void aNameIsOneTokenOfASubject(String host, String token) {
        assertThat(HostName.token(host)).isEqualTo(token);
    }

    @Test
    void thisMachineHasAnAllowedName() {
        assertThat(HostName.token("x".repeat(100))).hasSize(64);
        assertThat(RelayConfig.of(Map.of("cluster.node", HostName.get()))
                        .cluster()
                        .node())
                .contains(HostName.get());
    }
}
