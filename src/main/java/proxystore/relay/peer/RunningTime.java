package proxystore.relay.peer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Measures the time that the relay has been running since a moment, which is the time that counts against a peer. Pauses
 * do not count: the heartbeat stood still then, and most likely the whole process (stopped, starved or collecting
 * garbage). During a pause nothing is read, and the answer of a healthy peer may be unread in its socket.
 *
 * <p>A pause extends a deadline by its length, and by the same length again so that the relay can read what has arrived
 * meanwhile. This second part is limited for all pauses together, so that a relay that pauses often still times out.
 *
 * <p>Owned by the heartbeat's thread.
 */
final class RunningTime {
    /** A tick that is later than this ends a pause. */
    static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);

    /** The largest number of pauses that are remembered; older ones count as running time. */
    private static final int MAX_PAUSES = 64;

    private final long tickNanos;
    private final long graceNanos;
    /** Newest first. */
    private final Deque<Pause> pauses = new ArrayDeque<>();

    private long nowNanos;

    private record Pause(long fromNanos, long toNanos) {}

    /**
     * Starts to measure.
     *
     * @param tick the time between two calls of {@link #tick} in a relay that does not pause
     * @param grace the longest time that a peer gets in addition to the pauses themselves
     * @param nowNanos the current time
     */
    RunningTime(Duration tick, Duration grace, long nowNanos) {
        this.tickNanos = tick.toNanos();
        this.graceNanos = grace.toNanos();
        this.nowNanos = nowNanos;
    }

    /**
     * Sets the current time.
     *
     * @return the length of the pause before this tick, in nanoseconds; 0 if there was none
     */
    long tick(long newNowNanos) {
        long lateNanos = newNowNanos - nowNanos - tickNanos;
        nowNanos = newNowNanos;
        if (lateNanos <= SHORTEST_PAUSE.toNanos()) {
            return 0;
        }
        if (pauses.size() == MAX_PAUSES) {
            pauses.removeLast();
        }
        pauses.addFirst(new Pause(nowNanos - lateNanos, nowNanos));
        return lateNanos;
    }

    /** The current time, which is that of the last tick. */
    long nowNanos() {
        return nowNanos;
    }

    /** The nanoseconds since a moment that count against a peer. Negative for a moment in the future. */
    long sinceNanos(long startNanos) {
        if (pauses.isEmpty()) {
            return nowNanos - startNanos; // the usual case allocates no iterator
        }
        long pausedNanos = 0;
        for (Pause pause : pauses) {
            if (pause.toNanos - startNanos <= 0) {
                break;
            }
            pausedNanos += Math.min(pause.toNanos - startNanos, pause.toNanos - pause.fromNanos);
        }
        return nowNanos - startNanos - pausedNanos - Math.min(pausedNanos, graceNanos);
    }
}
