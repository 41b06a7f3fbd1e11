package proxystore.relay.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Recorder;

/** Measures this program, which is part of the measurement: its CPU time, its busiest thread and its delays. */
final class GeneratorMonitor implements AutoCloseable {
    /** Longest sleep of a thread that must detect the end, in nanoseconds. */
    static final long LONGEST_PARK_NANOS = 10_000_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Recorder lateness = new Recorder(BenchCounters.LONGEST_NANOS, 2);
    private final Thread probe = new Thread(this::wakeUp, "relay-bench-probe");
    /** Owned by the thread that calls {@link #begin} and {@link #end}. */
    private long beginNanos = System.nanoTime();
    /** As {@link #beginNanos}. */
    private Duration beginCpu = cpu();
    /** CPU nanoseconds by thread; as {@link #beginNanos}. */
    private Map<Long, Long> beginThreads = Map.of();
    /** Set once by {@link #close}. */
    private volatile boolean closed;

    GeneratorMonitor() {
        probe.setDaemon(true);
        probe.start();
    }

    /** Wakes up every 10 ms, as a sending thread does, and records the delay. */
    private void wakeUp() {
        long due = System.nanoTime();
        while (!closed) {
            due += LONGEST_PARK_NANOS;
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            long now = System.nanoTime();
            late(now - due);
            due = Math.max(due, now - LONGEST_PARK_NANOS);
        }
    }

    /** Records an action of this program that ran this many nanoseconds after its due time. */
    void late(long nanos) {
        lateness.recordValue(Math.max(0, Math.min(nanos, BenchCounters.LONGEST_NANOS)));
    }

    /** Starts a new measurement. */
    void begin() {
        lateness.reset();
        beginNanos = System.nanoTime();
        beginCpu = cpu();
        beginThreads = threadNanos();
    }

    /** The load since {@link #begin}. */
    GeneratorLoad end() {
        double wall = Math.max(1, System.nanoTime() - beginNanos);
        int cores = Runtime.getRuntime().availableProcessors();
        double busiest = 0;
        for (Map.Entry<Long, Long> thread : threadNanos().entrySet()) {
            long before = beginThreads.getOrDefault(thread.getKey(), 0L);
            busiest = Math.max(busiest, (thread.getValue() - before) / wall);
        }
        return new GeneratorLoad(
                cpu().minus(beginCpu).toNanos() / wall / cores,
                cores,
                busiest,
                lateness.getIntervalHistogram().getValueAtPercentile(99) / 1e6);
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private Map<Long, Long> threadNanos() {
        Map<Long, Long> nanos = new HashMap<>();
        if (threads.isThreadCpuTimeSupported()) {
            for (long id : threads.getAllThreadIds()) {
                nanos.put(id, threads.getThreadCpuTime(id));
            }
        }
        return nanos;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        probe.join();
    }
}
