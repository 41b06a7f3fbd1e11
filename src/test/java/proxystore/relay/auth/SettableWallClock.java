package proxystore.relay.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A time of day and a monotonic clock. The test advances both; a step changes the time of day alone. */
public final class SettableWallClock extends Clock {
    /** Set by tests, read by any thread. */
    private volatile Instant now = Instant.parse("2026-11-21T18:25:53Z");

    /** Set by tests, read by any thread; it overflows soon, as a monotonic clock may. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    /** Set by tests: thrown once by the next call; null for none. */
    private final AtomicReference<@Nullable Error> failure = new AtomicReference<>();

    public void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
        now = now.plus(time);
    }

    /** Sets the time of day forward or back, as an operator or NTP does. */
    public void step(Duration difference) {
        now = now.plus(difference);
    }

    /** The monotonic clock. */
    public long nanoTime() {
        failIfSet();
        return nanos.get();
    }

    /** Makes the next call throw, to simulate an error on the calling thread. */
    public void failOnce(Error error) {
        failure.set(error);
    }

    @Override
    public Instant instant() {
        failIfSet();
        return now;
    }

    private void failIfSet() {
        Error error = failure.getAndSet(null);
        if (error != null) {
            throw error;
        }
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
