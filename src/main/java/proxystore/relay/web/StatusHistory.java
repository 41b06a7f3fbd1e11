package proxystore.relay.web;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** The number of clients and the rate of messages over the last hour. One thread takes samples, any thread reads them. */
final class StatusHistory {
    /** The time between two samples. */
    static final Duration INTERVAL = Duration.ofSeconds(10);

    /** The number of samples that are kept: those of an hour. */
    static final int CAPACITY = 360;

    private static final double SECOND_NANOS = 1e9;

    private final IntSupplier clients;
    private final LongSupplier messages;
    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private final Sample[] samples = new Sample[CAPACITY];
    /** The number of samples so far. */
    @GuardedBy("this")
    private long taken;
    /** The time and the number of messages at the last sample. */
    @GuardedBy("this")
    private long lastNanos;

    @GuardedBy("this")
    private long lastMessages;

    /**
     * One point of both plots.
     *
     * @param nanos when it was taken, by the monotonic clock
     * @param clients the registered clients at that time
     * @param messagesPerSecond forwarded since the sample before
     */
    record Sample(long nanos, int clients, double messagesPerSecond) {}

    /**
     * A history that begins now.
     *
     * @param clients the number of registered clients
     * @param messages the number of forwarded messages since the start
     * @param nanoTime the monotonic clock, in nanoseconds
     */
    StatusHistory(IntSupplier clients, LongSupplier messages, LongSupplier nanoTime) {
        this.clients = clients;
        this.messages = messages;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
        this.lastMessages = messages.getAsLong();
    }

    /** Takes a sample. Called at {@link #INTERVAL}. */
    void sample() {
        long nowNanos = nanoTime.getAsLong();
        long now = messages.getAsLong();
        int connected = clients.getAsInt();
        synchronized (this) {
            double seconds = Math.max(1, nowNanos - lastNanos) / SECOND_NANOS;
            samples[(int) (taken++ % CAPACITY)] = new Sample(nowNanos, connected, (now - lastMessages) / seconds);
            lastNanos = nowNanos;
            lastMessages = now;
        }
    }

    /** The samples, the oldest first. */
    synchronized List<Sample> oldestFirst() {
        List<Sample> ordered = new ArrayList<>();
        for (long i = Math.max(0, taken - CAPACITY); i < taken; i++) {
            ordered.add(samples[(int) (i % CAPACITY)]);
        }
        return ordered;
    }
}
