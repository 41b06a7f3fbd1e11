package proxystore.relay.peer;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.log.FailureLog;
import proxystore.relay.log.LogText;

/**
 * One thread that checks every connection a few times per interval: it pings those that are due, and ends those that are
 * inactive, do not read, or do not finish their close. Nothing that may block runs on it.
 *
 * <p>It is a dedicated thread and not an executor's: an Error, such as the lack of memory, ends one round and never the
 * thread.
 */
public final class Heartbeat implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(Heartbeat.class.getName());
    private static final Duration SHORTEST_TICK = Duration.ofMillis(20);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
    /** Shorter pauses are not logged, because a busy machine has many. */
    private static final Duration LOGGED_PAUSE = Duration.ofSeconds(5);

    private final ClientRegistry registry;
    private final LongSupplier nanoTime;
    private final Duration tick;
    private final Duration pongTimeout;
    private final Thread thread = new Thread(this::run, "relay-heartbeat");
    /** Any thread adds tasks, and the heartbeat's thread runs them. */
    private final List<Periodic> tasks = new CopyOnWriteArrayList<>();
    /** Set once, by the closing thread. */
    private volatile boolean closed;

    /** A task and the time at which it is due ({@link System#nanoTime}); owned by the heartbeat's thread. */
    private static final class Periodic {
        private final long intervalNanos;
        private final Runnable task;
        private long dueNanos;

        Periodic(Duration interval, Runnable task) {
            this.intervalNanos = interval.toNanos();
            this.task = task;
            this.dueNanos = System.nanoTime() + intervalNanos;
        }

        void runIfDue() {
            if (System.nanoTime() - dueNanos < 0) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                FailureLog.error(LOGGER, "A periodic task", " failed; it is tried again", e);
            }
            dueNanos = System.nanoTime() + intervalNanos;
        }
    }

    public Heartbeat(ClientRegistry registry, RelayConfig config, LongSupplier nanoTime) {
        this.registry = registry;
        this.nanoTime = nanoTime;
        this.tick = tick(config);
        this.pongTimeout = config.heartbeat().pongTimeout();
        thread.setDaemon(true);
    }

    public void start() {
        RunningTime time = new RunningTime(tick, pongTimeout, nanoTime.getAsLong());
        every(tick, () -> beat(time));
        thread.start();
    }

    /** Runs a task on the heartbeat's thread at this interval. The task must not block. Runs missed in a pause are skipped. */
    public void every(Duration interval, Runnable task) {
        tasks.add(new Periodic(interval, task));
    }

    private void run() {
        while (!closed) {
            try {
                long now = System.nanoTime();
                long pauseNanos = LONGEST_TICK.toNanos();
                for (int i = 0; i < tasks.size(); i++) {
                    pauseNanos = Math.min(pauseNanos, tasks.get(i).dueNanos - now);
                }
                TimeUnit.NANOSECONDS.sleep(pauseNanos);
                for (int i = 0; i < tasks.size(); i++) {
                    tasks.get(i).runIfDue();
                }
            } catch (InterruptedException e) {
                // close() wakes the thread.
            } catch (RuntimeException | Error e) {
                // Logging a failure has failed too.
            }
        }
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
            } catch (RuntimeException | Error e) {
                FailureLog.error(LOGGER, connection, ": its heartbeat failed; it is tried again", e);
            }
        }
    }

    /**
     * A quarter of the shortest time that is watched, so that none is exceeded by more than a quarter of it. A time that is made
     * shorter at run time is exceeded by a second at most.
     */
    private static Duration tick(RelayConfig config) {
        Duration shortest = Collections.min(List.of(
                config.outbox().sendTimeout(),
                config.heartbeat().pingInterval(),
                config.heartbeat().pongTimeout(),
                config.admission().registrationTimeout(),
                config.admission().messageTimeout()));
        return Collections.max(List.of(SHORTEST_TICK, Collections.min(List.of(LONGEST_TICK, shortest.dividedBy(4)))));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
