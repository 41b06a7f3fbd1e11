package proxystore.relay.bench;

import java.util.Locale;

/** The kind of load. */
public enum Mode {
    /** Closed loop: every client keeps {@value ThroughputLoad#WINDOW} messages to its partner in flight. */
    THROUGHPUT,
    /** Open loop: messages are due at equal intervals and are sent then, even if earlier ones have not arrived. */
    RATE,
    /** Whole sessions: two clients connect, register, exchange offer and answer, and close. */
    SIGNAL,
    /** Connections are opened as fast as possible and held; then some of them exchange messages. */
    CONNECT;

    /**
     * Reads an option's value.
     *
     * @throws IllegalArgumentException if it is unknown; the message lists the known ones
     */
    public static Mode of(String typed) {
        return BenchGeneration.typed(values(), typed);
    }

    /** The text in the option and the report. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
