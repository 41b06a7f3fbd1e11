package proxystore.relay.peer;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.RateConfig;
import proxystore.relay.limit.TokenBucket;

/**
 * Limits how fast one connection sends. A bucket is made when it is first needed: a limit that is off takes no memory.
 *
 * <p>The thread that reads the connection counts messages and pings. The thread that handles its current message, which may be
 * another one at the same time, counts registrations and malformed messages. So no bucket is used by both.
 */
final class ConnectionRates {
    private static final double MINUTE_SECONDS = 60;

    private final Supplier<RateConfig> current;
    private final LongSupplier nanoTime;
    private @Nullable TokenBucket messages;
    private @Nullable TokenBucket bytes;
    private @Nullable TokenBucket pings;
    private @Nullable TokenBucket registrations;
    private @Nullable TokenBucket malformed;

    /**
     * The full rates of one connection.
     *
     * @param current the limits; a rate that changes is full again
     */
    ConnectionRates(Supplier<RateConfig> current, LongSupplier nanoTime) {
        this.current = current;
        this.nanoTime = nanoTime;
    }

    /**
     * Counts a message for a peer.
     *
     * @param length its length in bytes of UTF-8
     * @return whether the rates of messages and bytes allow it
     */
    boolean takeMessage(int length) {
        RateConfig limits = current.get();
        if (limits.maxMessagesPerSecond() == 0 && limits.maxBytesPerSecond() == 0) {
            return true;
        }
        long nowNanos = nanoTime.getAsLong();
        boolean allowed = true;
        if (limits.maxMessagesPerSecond() != 0) {
            messages = perSecond(messages, limits.maxMessagesPerSecond(), limits, nowNanos);
            allowed = messages.take(1, nowNanos);
        }
        if (allowed && limits.maxBytesPerSecond() != 0) {
            bytes = perSecond(bytes, (double) limits.maxBytesPerSecond(), limits, nowNanos);
            allowed = bytes.take(length, nowNanos);
        }
        return allowed;
    }

    /**
     * Counts a message for a peer that is processed in any case.
     *
     * @param length its length in bytes of UTF-8
     * @return the nanoseconds until the rates allow the next one; 0 for now
     */
    long takeMessageOnCredit(int length) {
        RateConfig limits = current.get();
        if (limits.maxMessagesPerSecond() == 0 && limits.maxBytesPerSecond() == 0) {
            return 0;
        }
        long nowNanos = nanoTime.getAsLong();
        long waitNanos = 0;
        if (limits.maxMessagesPerSecond() != 0) {
            messages = perSecond(messages, limits.maxMessagesPerSecond(), limits, nowNanos);
            waitNanos = messages.takeOnCredit(1, nowNanos);
        }
        if (limits.maxBytesPerSecond() != 0) {
            bytes = perSecond(bytes, (double) limits.maxBytesPerSecond(), limits, nowNanos);
            waitNanos = Math.max(waitNanos, bytes.takeOnCredit(length, nowNanos));
        }
        return waitNanos;
    }

    /** Counts a ping, and whether the rate of pings allows the answer. */
    boolean takePing() {
        RateConfig limits = current.get();
        if (limits.maxPingsPerSecond() == 0) {
            return true;
        }
        long nowNanos = nanoTime.getAsLong();
        pings = perSecond(pings, limits.maxPingsPerSecond(), limits, nowNanos);
        return pings.take(1, nowNanos);
    }

    /** Counts a registration, and whether its rate allows it. */
    boolean takeRegistration() {
        RateConfig limits = current.get();
        if (limits.maxRegistrationsPerMinute() == 0) {
            return true;
        }
        long nowNanos = nanoTime.getAsLong();
        registrations = perMinute(registrations, limits.maxRegistrationsPerMinute(), nowNanos);
        return registrations.take(1, nowNanos);
    }

    /** Counts a malformed message, and whether its rate allows to skip it. */
    boolean takeMalformed() {
        RateConfig limits = current.get();
        if (limits.maxMalformedPerMinute() == 0) {
            return true;
        }
        long nowNanos = nanoTime.getAsLong();
        malformed = perMinute(malformed, limits.maxMalformedPerMinute(), nowNanos);
        return malformed.take(1, nowNanos);
    }

    private static TokenBucket perSecond(
            @Nullable TokenBucket bucket, double number, RateConfig limits, long nowNanos) {
        return withRate(bucket, number, limits.burst().toMillis() / 1000.0, nowNanos);
    }

    private static TokenBucket perMinute(@Nullable TokenBucket bucket, double number, long nowNanos) {
        return withRate(bucket, number / MINUTE_SECONDS, MINUTE_SECONDS, nowNanos);
    }

    /** The bucket itself, or a full one if there is none or it has another rate. */
    private static TokenBucket withRate(
            @Nullable TokenBucket bucket, double perSecond, double burstSeconds, long nowNanos) {
        return bucket != null && bucket.hasRate(perSecond, burstSeconds)
                ? bucket
                : new TokenBucket(perSecond, burstSeconds, nowNanos);
    }
}
