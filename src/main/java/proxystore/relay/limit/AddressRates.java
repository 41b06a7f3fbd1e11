package proxystore.relay.limit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Limits how often something happens for each {@link NetworkAddress}. Called by any thread; nothing in it blocks. */
public final class AddressRates {
    /** The largest number of addresses that are remembered; one more resets the rate of the one that was idle for longest. */
    public static final int MAX_ADDRESSES = 10_000;

    private volatile double perSecond;
    private final double burstSeconds;
    private final LongSupplier nanoTime;
    /** The address that was idle for longest is first; an address with a full bucket may be absent. */
    @GuardedBy("this")
    private final Map<String, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Rates without addresses.
     *
     * @param perSecond events of one address in a second; 0 for any number
     * @param burstSeconds the number of seconds for which an address may save up events
     * @param nanoTime the monotonic clock, in nanoseconds
     */
    public AddressRates(double perSecond, double burstSeconds, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burstSeconds = burstSeconds;
        this.nanoTime = nanoTime;
    }

    /**
     * Counts an event.
     *
     * @param remoteAddress as for {@link NetworkAddress#of}
     * @return whether the rate of the address allows it; if not, it is not counted
     */
    public boolean take(String remoteAddress) {
        return perSecond == 0 || take(NetworkAddress.of(remoteAddress), 1);
    }

    /** Whether the rate of an address allows one more event; counts nothing. */
    public boolean allows(String remoteAddress) {
        return perSecond == 0 || take(NetworkAddress.of(remoteAddress), 0);
    }

    private synchronized boolean take(String address, int events) {
        long nowNanos = nanoTime.getAsLong();
        TokenBucket bucket = buckets.get(address);
        if (bucket != null) {
            return bucket.take(events, nowNanos);
        }
        if (events > 0) {
            TokenBucket first = new TokenBucket(perSecond, burstSeconds, nowNanos);
            first.take(events, nowNanos);
            buckets.put(address, first);
            forgetIdle(nowNanos);
        }
        return true;
    }

    @GuardedBy("this")
    private void forgetIdle(long nowNanos) {
        Iterator<TokenBucket> longestIdle = buckets.values().iterator();
        while (longestIdle.hasNext()) {
            TokenBucket bucket = longestIdle.next();
            if (buckets.size() <= MAX_ADDRESSES && !bucket.isFull(nowNanos)) {
                return;
            }
            longestIdle.remove();
        }
    }

    /** Sets the rate from now on; each address starts with a full bucket. */
    public synchronized void change(double perSecond) {
        if (perSecond != this.perSecond) {
            this.perSecond = perSecond;
            buckets.clear();
        }
    }

    /** The number of remembered addresses. */
    synchronized int size() {
        return buckets.size();
    }
}
