package proxystore.relay.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Recorder;

/** Watches this program itself, which is a part of what it measures: its CPU, its busiest thread, how late it wakes up. */
final class GeneratorMonitor implements AutoCloseable {
    /** How long a thread sleeps at most that has to notice the end. */
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

    /** Wakes up every 10 ms, as a thread does that has something to send. */
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

    /** Something of this program's happened so many nanoseconds after it was due. */
    void late(long nanos) {
        lateness.recordValue(Math.max(0, Math.min(nanos, BenchCounters.LONGEST_NANOS)));
    }

    /** Forgets what was before. */
    void begin() {
        lateness.reset();
        beginNanos = System.nanoTime();
        beginCpu = cpu();
        beginThreads = threadNanos();
    }

    /** What this program had to bear since {@link #begin}. */
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
