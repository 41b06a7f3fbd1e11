package proxystore.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

class GeneratorMonitorTest {
    private static final long USED_NANOS = 50_000_000;

    @Test
    void delaysAreMeasuredFromBegin() throws InterruptedException {
        try (GeneratorMonitor generator = new GeneratorMonitor()) {
            generator.late(3_000_000_000_000L);
            generator.begin();
            for (int i = 0; i < 100_000; i++) {
                generator.late(7_000_000);
            }

            GeneratorLoad generatorLoad = generator.end();

            assertThat(generatorLoad.lateP99Ms()).isBetween(6.9, 7.1);
            assertThat(generatorLoad.cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(generatorLoad.warnings())
                    .anyMatch(warning -> warning.startsWith("this program was late by 7.0 ms"));
        }
    }

    @Test
    void busiestThreadIsMeasured() throws InterruptedException {
        try (GeneratorMonitor generator = new GeneratorMonitor()) {
            useCpu(10 * USED_NANOS); // before begin: not part of the measurement
            long begin = System.nanoTime();
            generator.begin();
            double used = useCpu(USED_NANOS);

            GeneratorLoad generatorLoad = generator.end();

            double wall = System.nanoTime() - begin;
            assertThat(generatorLoad.busiestThread()).isBetween(used / wall, 2.0);
        }
    }

    /** Uses at least this much CPU time on this thread, in nanoseconds; returns how much it used. */
    private static long useCpu(long nanos) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        long used = 0;
        while (used < nanos) {
            used = threads.getCurrentThreadCpuTime() - begin;
        }
        return used;
    }

    @Test
    void closeEndsTheThread() throws InterruptedException {
        new GeneratorMonitor().close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("relay-bench-probe");
    }
}
