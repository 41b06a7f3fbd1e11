package proxystore.relay.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorLimitTest {
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "100, 50", "256, 128", "1024, 896", "4096, 3584", "1048576, 917504"})
    void reserveIsAnEighthOrThatOfAnIdleRelayOrHalf(long descriptors, long connections) {
        assertThat(DescriptorLimit.connections(descriptors)).isEqualTo(connections);
    }

    @Test
    void configuredLimitCounts() {
        assertThat(DescriptorLimit.maxConnections(7)).isEqualTo(7);
    }

    @Test
    void thisProcessHasALimitAndLessConnections() {
        long descriptors = DescriptorLimit.free().orElse(Long.MAX_VALUE);
        int connections = DescriptorLimit.maxConnections(0);
        assertThat(descriptors).isGreaterThan(32);
        assertThat((long) connections).isLessThan(descriptors);
    }
}
