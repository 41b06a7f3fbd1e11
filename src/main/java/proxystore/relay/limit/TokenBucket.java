package proxystore.relay.limit;

import java.util.concurrent.TimeUnit;

/**
 * A rate with bursts (token bucket): an owner may save up what it does not use, up to a number of seconds, and starts with
 * that. Instances are not thread-safe: the caller names the owner.
 */
public final class TokenBucket {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final double perNano;
    private final double capacity;
    private double tokens;
    /** The time of the last {@link #take}. */
    private long lastNanos;

    /**
     * A full bucket.
     *
     * @param perSecond the number of tokens that are added in a second; positive
     * @param burstSeconds the seconds after which an empty bucket is full; positive
     * @param nowNanos the current time, in nanoseconds
     */
    public TokenBucket(double perSecond, double burstSeconds, long nowNanos) {
        this.perNano = perNano(perSecond);
        this.capacity = capacity(perSecond, burstSeconds);
        this.tokens = capacity;
        this.lastNanos = nowNanos;
    }

    /**
     * Takes tokens if any are left. The number of tokens becomes negative if fewer are left, so that one large message is never
     * impossible.
     *
     * @return false if none were left; then nothing is taken
     */
    public boolean take(long number, long nowNanos) {
        refill(nowNanos);
        if (tokens < 1) {
            return false;
        }
        tokens -= number;
        return true;
    }

    /**
     * Takes tokens whether any are left or not. The debt is at most as much as a full bucket.
     *
     * @return the nanoseconds until the debt is paid; 0 if there is none
     */
    public long takeOnCredit(long number, long nowNanos) {
        refill(nowNanos);
        tokens = Math.max(-capacity, tokens - number);
        return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / perNano);
    }

    /** Whether the bucket was made with this rate and this burst. */
    public boolean hasRate(double perSecond, double burstSeconds) {
        return perNano == perNano(perSecond) && capacity == capacity(perSecond, burstSeconds);
    }

    private static double perNano(double perSecond) {
        return perSecond / SECOND_NANOS;
    }

    private static double capacity(double perSecond, double burstSeconds) {
        return Math.max(1, perSecond * burstSeconds);
    }

    /** Whether the bucket is full at this time. */
    boolean isFull(long nowNanos) {
        refill(nowNanos);
        return tokens >= capacity;
    }

    private void refill(long nowNanos) {
        tokens = Math.min(capacity, tokens + (nowNanos - lastNanos) * perNano);
        lastNanos = nowNanos;
    }
}
