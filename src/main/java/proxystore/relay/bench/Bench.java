package proxystore.relay.bench;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One run of the load tester, from the first connection to the result. */
public final class Bench {
    /** Seconds after the last sent message at which a message that has not arrived is lost. */
    static final int GRACE_SECONDS = 10;

    /** The same after an interruption, in seconds. */
    private static final int INTERRUPTED_GRACE_SECONDS = 1;

    private static final long TICK_NANOS = 50_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final Target target;
    private final BenchPlan plan;
    private final BenchCounters counters = new BenchCounters();
    private final PrintWriter progress;
    private final CountDownLatch interruption;
    /** Latencies since the warm-up. */
    private final Histogram latency = BenchCounters.noLatencies();
    /** Deliveries, sessions or connections at the last progress line. */
    private long shownDone;
    /** Time of the last progress line, by {@link System#nanoTime}. */
    private long shownNanos;
    /** Why the bench ended early; empty if it did not. */
    private Optional<String> ended = Optional.empty();

    /** Whether the relay caused the early end. */
    private boolean broken;

    private Bench(BenchPlan plan, Target target, PrintWriter progress, CountDownLatch interruption) {
        this.plan = plan;
        this.target = target;
        this.progress = progress;
        this.interruption = interruption;
    }

    /**
     * Runs a bench.
     *
     * @param progress receives a line every second
     * @param interruption ends the bench early when it is counted down
     * @throws BenchException if the first connections fail
     */
    public static Report run(BenchPlan plan, Target target, PrintWriter progress, CountDownLatch interruption)
            throws BenchException, InterruptedException {
        return new Report(new Bench(plan, target, progress, interruption).run());
    }

    private BenchResult run() throws BenchException, InterruptedException {
        // The description with JSON's escapes of line breaks, and the other members.
        int frameBytes = plan.sizeBytes() + plan.sizeBytes() / 4 + 1024;
        try (Connector connector = new Connector(target, counters, frameBytes);
                GeneratorMonitor generator = new GeneratorMonitor()) {
            Load load = load(connector, generator);
            load.open();
            progress.println("connected to " + target.url());
            return run(load, generator);
        }
    }

    private Load load(Connector connector, GeneratorMonitor generator) {
        return switch (plan.mode()) {
            case THROUGHPUT -> new ThroughputLoad(plan, connector, counters);
            case RATE -> new RateLoad(plan, connector, counters, generator);
            case SIGNAL -> new SignalLoad(plan, connector, counters);
            case CONNECT -> new ConnectLoad(plan, connector, counters);
        };
    }

    private BenchResult run(Load load, GeneratorMonitor generator) throws InterruptedException {
        load.start();
        if (plan.mode() != Mode.CONNECT && !plan.warmup().isZero()) {
            watch(load, plan.warmup().toNanos(), "warm-up ");
            counters.latencies();
            latency.reset();
        }
        generator.begin();
        long before = done();
        long begin = System.nanoTime();
        if (ended.isEmpty()) {
            watch(load, plan.duration().toNanos(), "");
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        GeneratorLoad generatorLoad = generator.end();
        long after = done();
        load.stop();
        drain(load);
        latency.add(counters.latencies());
        load.close(ended.isEmpty() || broken);
        double time = plan.mode() == Mode.CONNECT ? counters.openingNanos.get() / 1e9 : seconds;
        double perSecond = time > 0 ? (after - before) / time : 0;
        return new BenchResult(target, plan, counters, seconds, perSecond, latency, generatorLoad, ended, broken);
    }

    /** Writes progress lines until the time is over or the bench ends early. */
    private void watch(Load load, long nanos, String phase) throws InterruptedException {
        long begin = System.nanoTime();
        shownNanos = begin;
        shownDone = done();
        for (long now = begin; now - begin < nanos; now = System.nanoTime()) {
            long remaining = nanos - (now - begin);
            if (interruption.await(Math.min(remaining, TICK_NANOS), TimeUnit.NANOSECONDS)) {
                end("interrupted", false);
                return;
            }
            String reason = load.endReason();
            if (reason != null) {
                end(reason, true);
                return;
            }
            if (System.nanoTime() - shownNanos >= SECOND_NANOS) {
                show(load, phase, (System.nanoTime() - begin) / SECOND_NANOS);
                load.probe();
            }
        }
    }

    private void end(String why, boolean byRelay) {
        ended = Optional.of(why);
        broken = byRelay;
    }

    private void show(Load load, String phase, long second) {
        long now = System.nanoTime();
        long done = done();
        Histogram recent = counters.latencies();
        latency.add(recent);
        StringBuilder line = new StringBuilder(phase);
        append(line, "%d s: %.0f/s", second, (done - shownDone) * 1e9 / (now - shownNanos));
        append(line, plan.mode() == Mode.CONNECT ? ", %d open" : ", %d in total", done);
        append(line, ", %d in flight", load.inFlight());
        if (recent.getTotalCount() > 0) {
            append(
                    line,
                    ", p50 %.2f ms, p99 %.2f ms, max %.2f ms",
                    recent.getValueAtPercentile(50) / 1e6,
                    recent.getValueAtPercentile(99) / 1e6,
                    recent.getMaxValue() / 1e6);
        }
        String problem = counters.firstProblem();
        progress.println(problem == null ? line : line + "; " + problem);
        shownNanos = now;
        shownDone = done;
    }

    private static void append(StringBuilder line, String format, Object... values) {
        line.append(String.format(Locale.ROOT, format, values));
    }

    /** Waits for the messages, sessions and connections in flight. */
    private void drain(Load load) throws InterruptedException {
        boolean interrupted = ended.isPresent() && !broken;
        long limit = (interrupted ? INTERRUPTED_GRACE_SECONDS : GRACE_SECONDS) * SECOND_NANOS;
        long begin = System.nanoTime();
        while (load.inFlight() > 0 && load.endReason() == null && System.nanoTime() - begin < limit) {
            if (interrupted) {
                TimeUnit.NANOSECONDS.sleep(TICK_NANOS);
            } else if (interruption.await(TICK_NANOS, TimeUnit.NANOSECONDS)) {
                end("interrupted", false);
                return;
            }
        }
    }

    private long done() {
        return switch (plan.mode()) {
            case THROUGHPUT, RATE -> counters.delivered.sum();
            case SIGNAL -> counters.sessions.sum();
            case CONNECT -> counters.opened.sum();
        };
    }
}
