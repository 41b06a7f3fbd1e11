package proxystore.relay.events;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import proxystore.relay.log.LogText;
import proxystore.relay.message.Generation;

/** The last {@value #CAPACITY} events about clients. Any thread adds and reads; none waits for another. */
public final class RecentEvents {
    /** The number of events that are kept. */
    public static final int CAPACITY = 200;

    private static final Comparator<@Nullable ClientEvent> BY_NUMBER =
            Comparator.nullsFirst(Comparator.comparingLong(ClientEvent::number));

    private final Clock clock;
    /** The number of events so far. */
    private final AtomicLong number = new AtomicLong();

    private final AtomicReferenceArray<@Nullable ClientEvent> entries = new AtomicReferenceArray<>(CAPACITY);

    /** What happened to a client. */
    public enum ClientEventKind {
        REGISTERED,
        /** A newer connection has taken the client's uuid over. */
        TAKEN_OVER,
        REFUSED,
        /** A client's offer to a peer was never answered. */
        UNANSWERED,
        CLOSED;

        /** In lower case, with blanks. */
        @Override
        public String toString() {
            return spelling(this);
        }
    }

    /**
     * One event.
     *
     * @param number its position among all events, from 1 on
     * @param client the client or its address, as logs show them
     * @param detail the generation, why it was refused, the peer of an offer, or what ended its connection; empty if the kind says all
     */
    public record ClientEvent(long number, Instant time, ClientEventKind kind, String client, String detail) {}

    /** No events yet. */
    public RecentEvents() {
        this(Clock.systemUTC());
    }

    RecentEvents(Clock clock) {
        this.clock = clock;
    }

    /** The events, the newest first. */
    public List<ClientEvent> newestFirst() {
        return IntStream.range(0, CAPACITY)
                .mapToObj(entries::get)
                .filter(Objects::nonNull)
                .sorted(BY_NUMBER.reversed())
                .toList();
    }

    void registered(Generation generation, Object client) {
        add(ClientEventKind.REGISTERED, client, "generation " + generation);
    }

    void takenOver(Object previous) {
        add(ClientEventKind.TAKEN_OVER, previous, "");
    }

    void refused(Refusal reason, Object client) {
        add(ClientEventKind.REFUSED, client, spelling(reason));
    }

    void offerUnanswered(Object source, Object peer) {
        add(ClientEventKind.UNANSWERED, source, "offer to " + peer);
    }

    void closed(Object client, String why) {
        add(ClientEventKind.CLOSED, client, LogText.of(why));
    }

    private void add(ClientEventKind kind, Object client, String detail) {
        long next = number.incrementAndGet();
        ClientEvent entry = new ClientEvent(next, clock.instant(), kind, client.toString(), detail);
        // A thread that was suspended between number and entry does not replace a newer event.
        entries.accumulateAndGet((int) (next % CAPACITY), entry, (old, added) -> {
            return BY_NUMBER.compare(old, added) < 0 ? added : old;
        });
    }

    private static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
