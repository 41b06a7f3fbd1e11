package proxystore.relay.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A clock that goes on when the test says so. */
public final class SettableWallClock extends Clock {
    /** Set by tests, read by whichever thread asks. */
    private volatile Instant now = Instant.parse("2026-11-21T18:25:53Z");

    /** Set by tests: what the next question throws, once; null if it is answered. */
    private final AtomicReference<@Nullable Error> failure = new AtomicReference<>();

    public void advance(Duration time) {
        now = now.plus(time);
    }

    /** Stands for whatever may end the thread that asks next. */
    void failOnce(Error error) {
        failure.set(error);
    }

    @Override
    public Instant instant() {
        Error error = failure.getAndSet(null);
        if (error != null) {
            throw error;
        }
        return now;
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
