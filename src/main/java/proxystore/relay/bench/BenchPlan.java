package proxystore.relay.bench;

import java.time.Duration;

/**
 * The plan of a bench. Every number has bounds, so that the bench ends soon after warm-up and duration: it waits at
 * most {@value Bench#GRACE_SECONDS} s for messages in flight and a few seconds for closes.
 *
 * @param generations what the clients speak
 * @param pairs pairs of clients, or concurrent sessions with {@link Mode#SIGNAL}; 1 to {@value #MAX_PAIRS}
 * @param rate messages a second over all pairs, for {@link Mode#RATE}; {@value #MIN_RATE} to {@value #MAX_RATE}
 * @param sizeBytes length of a session description in bytes, before JSON escapes; {@value #MIN_SIZE_BYTES} to
 *     {@value #MAX_SIZE_BYTES}
 * @param connections number of connections, for {@link Mode#CONNECT}; 2 to {@value #MAX_CONNECTIONS}
 * @param warmup duration of the load before the measurement; 0 to {@value #MAX_SECONDS} s. Lost and altered messages
 *     count from the beginning.
 * @param duration duration of the measurement; {@value #MIN_SECONDS} to {@value #MAX_SECONDS} s
 */
public record BenchPlan(
        Mode mode,
        BenchGeneration generations,
        int pairs,
        double rate,
        int sizeBytes,
        int connections,
        Duration warmup,
        Duration duration) {

    public static final int MAX_PAIRS = 10_000;
    public static final double MIN_RATE = 0.1;
    public static final double MAX_RATE = 1_000_000;
    public static final int MIN_SIZE_BYTES = 160;
    public static final int MAX_SIZE_BYTES = 4_000_000;
    public static final int MAX_CONNECTIONS = 100_000;
    public static final double MIN_SECONDS = 0.1;
    public static final double MAX_SECONDS = 3_600;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a number is out of range; the message names option, value and range
     */
    public BenchPlan {
        require("--pairs", pairs, 1, MAX_PAIRS);
        require("--rate", rate, MIN_RATE, MAX_RATE);
        require("--size", sizeBytes, MIN_SIZE_BYTES, MAX_SIZE_BYTES);
        require("--connections", connections, 2, MAX_CONNECTIONS);
    }

    /**
     * Reads a time.
     *
     * @param min the shortest accepted time in seconds
     * @throws IllegalArgumentException if it is not between {@code min} and {@value #MAX_SECONDS}
     */
    public static Duration seconds(String option, double seconds, double min) {
        require(option, seconds, min, MAX_SECONDS);
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    /** NaN is out of every range. */
    private static void require(String option, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(
                    option + ": " + plain(value) + " is out of range (" + plain(min) + " to " + plain(max) + ")");
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** The number of connections that are open at a time. */
    int clients() {
        return mode == Mode.CONNECT ? connections : 2 * pairs;
    }
}
