package proxystore.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GeneratorTest {
    @Test
    void seesHowLateItWasAndForgetsWhatWasBefore() throws InterruptedException {
        try (Generator generator = new Generator()) {
            generator.late(3_000_000_000_000L);
            generator.begin();
            for (int i = 0; i < 100_000; i++) {
                generator.late(7_000_000);
            }

            Strain strain = generator.end();

            assertThat(strain.lateP99Ms()).isBetween(6.9, 7.1);
            assertThat(strain.cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(strain.warnings()).anyMatch(warning -> warning.startsWith("this program was late by 7.0 ms"));
        }
    }

    @Test
    void seesTheThreadThatIsBusy() throws InterruptedException {
        try (Generator generator = new Generator()) {
            generator.begin();
            long sum = 0;
            for (int i = 0; i < 20_000_000; i++) {
                sum += Integer.toString(i).length();
            }

            Strain strain = generator.end();

            assertThat(sum).isPositive();
            assertThat(strain.busiestThread()).isPositive();
        }
    }

    @Test
    void leavesNoThread() throws InterruptedException {
        new Generator().close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("relay-bench-probe");
    }
}
