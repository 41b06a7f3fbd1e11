package proxystore.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.config.RelayConfig;

class DescriptorLimitTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "100, 50", "256, 128", "1024, 896", "4096, 3584", "1048576, 917504"})
    void reserveIsAnEighthOrThatOfAnIdleRelayOrHalf(long descriptors, long connections) {
        assertThat(DescriptorLimit.connections(descriptors)).isEqualTo(connections);
    }

    @Test
    void configuredLimitCounts() {
        RelayConfig config = RelayConfig.of(Map.of("admission.max_connections", "7"));
        assertThat(DescriptorLimit.maxConnections(config.admission())).isEqualTo(7);
    }

    @Test
    void thisProcessHasALimitAndLessConnections() {
        long descriptors = DescriptorLimit.current().orElse(Long.MAX_VALUE);
        int connections = DescriptorLimit.maxConnections(RelayConfig.defaults().admission());
        assertThat(descriptors).isGreaterThan(32);
        assertThat((long) connections).isLessThan(descriptors);
    }
}
