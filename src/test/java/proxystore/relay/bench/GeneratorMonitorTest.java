package proxystore.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

class GeneratorMonitorTest {
    private static final long BURNT_NANOS = 50_000_000;

    @Test
    void seesHowLateItWasAndForgetsWhatWasBefore() throws InterruptedException {
        try (GeneratorMonitor generator = new GeneratorMonitor()) {
            generator.late(3_000_000_000_000L);
            generator.begin();
            for (int i = 0; i < 100_000; i++) {
                generator.late(7_000_000);
            }

            GeneratorLoad generatorLoad = generator.end();

            assertThat(generatorLoad.lateP99Ms()).isBetween(6.9, 7.1);
            assertThat(generatorLoad.cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(generatorLoad.warnings()).anyMatch(warning -> warning.startsWith("this program was late by 7.0 ms"));
        }
    }

    @Test
    void seesTheThreadThatIsBusy() throws InterruptedException {
        try (GeneratorMonitor generator = new GeneratorMonitor()) {
            burn(10 * BURNT_NANOS); // forgotten: no thread is busier than one core
            long begin = System.nanoTime();
            generator.begin();
            double burnt = burn(BURNT_NANOS);

            GeneratorLoad generatorLoad = generator.end();

            double wall = System.nanoTime() - begin;
            assertThat(generatorLoad.busiestThread()).isBetween(burnt / wall, 2.0);
        }
    }

    /** Uses at least this much CPU time on this thread, in nanoseconds; returns how much it used. */
    private static long burn(long nanos) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        long burnt = 0;
        while (burnt < nanos) {
            burnt = threads.getCurrentThreadCpuTime() - begin;
        }
        return burnt;
    }

    @Test
    void leavesNoThread() throws InterruptedException {
        new GeneratorMonitor().close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("relay-bench-probe");
    }
}
