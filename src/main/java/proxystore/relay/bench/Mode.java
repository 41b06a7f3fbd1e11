package proxystore.relay.bench;

import java.util.Locale;

/** What a bench does to the relay. */
public enum Mode {
    /** Closed loop: every client keeps {@value ThroughputLoad#WINDOW} messages to its partner in flight. */
    THROUGHPUT,
    /** Open loop: messages are due evenly spaced, and are sent when due, however long the earlier ones take. */
    RATE,
    /** Whole sessions: two clients connect, register, exchange offer and answer, and close. */
    SIGNAL,
    /** Connections are opened as fast as it goes and held; then some of them exchange messages. */
    CONNECT;

    /**
     * Reads what is typed.
     *
     * @throws IllegalArgumentException if it is no mode; the message names those that there are
     */
    public static Mode of(String typed) {
        return BenchGeneration.typed(values(), typed);
    }

    /** As it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
