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
import proxystore.relay.message.LogText;

/**
 * One thread that looks at every connection a few times per interval: pings those that are due, ends those that show no
 * sign of life, do not take what is sent to them, or do not finish their close. Nothing that may block runs on it.
 */
public final class Heartbeat implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(Heartbeat.class.getName());
    private static final Duration SHORTEST_TICK = Duration.ofMillis(20);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
    /** Shorter pauses are not logged: a busy machine has many. */
    private static final Duration LOGGED_PAUSE = Duration.ofSeconds(5);

    private final ClientRegistry registry;
    private final LongSupplier nanoTime;
    private final Duration tick;
    private final Duration pongTimeout;
    private final ScheduledExecutorService thread;

    public Heartbeat(ClientRegistry registry, RelayConfig config, LongSupplier nanoTime) {
        this.registry = registry;
        this.nanoTime = nanoTime;
        this.tick = tick(config);
        this.pongTimeout = config.heartbeat().pongTimeout();
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread created = Executors.defaultThreadFactory().newThread(task);
            created.setName("relay-heartbeat");
            created.setDaemon(true);
            return created;
        });
    }

    public void start() {
        RunningTime time = new RunningTime(tick, pongTimeout, nanoTime.getAsLong());
        repeat(tick, () -> beat(time));
    }

    /** Runs a task on the heartbeat's thread at this interval. The task must not block. It does not catch up after a pause. */
    public void every(Duration interval, Runnable task) {
        repeat(interval, () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) { // one that escapes would cancel the periodic task
                LOGGER.log(Level.ERROR, "What the heartbeat does besides failed", e);
            }
        });
    }

    private void repeat(Duration interval, Runnable task) {
        long nanos = interval.toNanos();
        ScheduledFuture<?> unused = thread.scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private void beat(RunningTime time) {
        long pausedNanos = time.tick(nanoTime.getAsLong());
        if (pausedNanos >= LOGGED_PAUSE.toNanos()) {
            LOGGER.log(
                    Level.WARNING,
                    "The relay stood still for " + LogText.of(Duration.ofNanos(pausedNanos))
                            + ": its process was stopped, had no processor or collected garbage. Peers get more time to answer");
        }
        for (Connection connection : registry.connections()) {
            try {
                connection.tick(time);
            } catch (RuntimeException | Error e) { // one that escapes would cancel the periodic task
                LOGGER.log(Level.ERROR, "Heartbeat of " + connection.remoteAddress() + " failed", e);
            }
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
