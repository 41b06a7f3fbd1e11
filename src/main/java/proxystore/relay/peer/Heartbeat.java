package proxystore.relay.peer;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import proxystore.relay.config.RelayConfig;

/**
 * One thread that looks at every connection a few times per interval: pings those that are due, ends those that show no
 * sign of life, do not take what is sent to them, or do not finish their close. Nothing that may block runs on it.
 */
public final class Heartbeat implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(Heartbeat.class.getName());
    private static final Duration SHORTEST_TICK = Duration.ofMillis(20);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

    private final ClientRegistry registry;
    private final LongSupplier nanoTime;
    private final Duration tick;
    private final ScheduledExecutorService thread;

    public Heartbeat(ClientRegistry registry, RelayConfig config, LongSupplier nanoTime) {
        this.registry = registry;
        this.nanoTime = nanoTime;
        this.tick = tick(config);
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread created = Executors.defaultThreadFactory().newThread(task);
            created.setName("relay-heartbeat");
            created.setDaemon(true);
            return created;
        });
    }

    public void start() {
        long nanos = tick.toNanos();
        ScheduledFuture<?> unused = thread.scheduleWithFixedDelay(this::beat, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Has something else done on the heartbeat's thread now and then; it must not block. */
    public void every(Duration interval, Runnable task) {
        long nanos = interval.toNanos();
        ScheduledFuture<?> unused = thread.scheduleAtFixedRate(
                () -> guarded("What the heartbeat does besides", task), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private void beat() {
        long now = nanoTime.getAsLong();
        for (Connection connection : registry.connections()) {
            guarded("Heartbeat of " + connection.remoteAddress(), () -> connection.tick(now));
        }
    }

    /** What it threw on would end the repetition. */
    private static void guarded(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.ERROR, what + " failed", e);
        }
    }

    /** A quarter of the shortest time that is watched, so that none is exceeded by more than that. */
    private static Duration tick(RelayConfig config) {
        long shortest = Math.min(
                config.outbox().sendTimeout().toNanos(),
                Math.min(
                        config.heartbeat().pingInterval().toNanos(),
                        config.heartbeat().pongTimeout().toNanos()));
        return Duration.ofNanos(Math.max(SHORTEST_TICK.toNanos(), Math.min(LONGEST_TICK.toNanos(), shortest / 4)));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
