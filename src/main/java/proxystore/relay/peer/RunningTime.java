package proxystore.relay.peer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How long the relay has been running since a moment: the time that counts against a peer. Pauses do not count, in which
 * the heartbeat stood still and most likely the whole process: stopped, starved or collecting garbage. During a pause
 * nothing is read, and the answer of a healthy peer may lie unread in its socket.
 *
 * <p>A pause moves a deadline by its own length, and once more by the same length so that the relay can read what has
 * arrived meanwhile. This second part is bounded for all pauses together: a relay that pauses again and again still
 * times out.
 *
 * <p>Owned by the heartbeat's thread.
 */
final class RunningTime {
    /** A tick that is later than this ends a pause. */
    static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);

    /** More pauses than this within one deadline: the oldest count as running time. */
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
     * @param tick the time between two calls of {@link #tick} of a relay that does not pause
     * @param grace the most time that a peer gets in addition to the pauses themselves
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
     * @return how long the relay has paused before, in nanoseconds; 0 if it has not
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

    /** The current time: that of the last tick. */
    long nowNanos() {
        return nowNanos;
    }

    /** The nanoseconds since a moment that count against a peer. Negative if the moment is yet to come. */
    long sinceNanos(long startNanos) {
        if (pauses.isEmpty()) {
            return nowNanos - startNanos; // without an iterator for each of many connections
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
