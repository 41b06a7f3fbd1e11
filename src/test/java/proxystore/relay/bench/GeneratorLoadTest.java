package proxystore.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GeneratorLoadTest {
    @Test
    void idleProgramWarnsOfNothing() {
        assertThat(new GeneratorLoad(0.89, 4, 0.89, 1).warnings()).isEmpty();
    }

    @Test
    void fullProcessorsAreTheBottleneck() {
        assertThat(new GeneratorLoad(0.9, 4, 0.5, 0.1).warnings())
                .containsExactly("this program used 90 % of its 4 cores: it is the bottleneck");
    }

    @Test
    void oneFullThreadIsTheBottleneck() {
        assertThat(new GeneratorLoad(0.3, 4, 0.95, 0.1).warnings())
                .containsExactly("one of this program's threads used 95 % of a core: it is the bottleneck");
    }

    @Test
    void lateProgramWarns() {
        assertThat(new GeneratorLoad(0.1, 4, 0.1, 1.6).warnings())
                .containsExactly("this program was late by 1.6 ms (p99): its machine delays what it measures");
    }
}
