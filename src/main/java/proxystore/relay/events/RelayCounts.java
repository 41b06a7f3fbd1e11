package proxystore.relay.events;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import proxystore.relay.message.Generation;

/** What has happened in a relay since it was made, counted. Any thread may read; the counts never decrease. */
public final class RelayCounts {
    final LongAdder opened = new LongAdder();
    final CloseCodeCounts closed = new CloseCodeCounts();
    final EnumCounts<Generation> registered = new EnumCounts<>(Generation.class);
    final LongAdder takenOver = new LongAdder();
    final EnumCounts<Refusal> refused = new EnumCounts<>(Refusal.class);
    final LongAdder forwarded = new LongAdder();
    final LongAdder forwardedBytes = new LongAdder();
    final DurationCounts waited = new DurationCounts();
    final DurationCounts answers = new DurationCounts();
    final LongAdder offersUnanswered = new LongAdder();
    final EnumCounts<ReturnReason> returned = new EnumCounts<>(ReturnReason.class);
    final LongAdder readingSuspended = new LongAdder();
    final LongAdder uncertain = new LongAdder();
    final EnumCounts<Generation> malformed = new EnumCounts<>(Generation.class);
    final LongAdder linesLeftOut = new LongAdder();
    final DurationCounts pings = new DurationCounts();
    private final Map<TokenOutcome, DurationCounts> tokenChecks = new EnumMap<>(TokenOutcome.class);

    /** Counts that are 0. */
    public RelayCounts() {
        for (TokenOutcome outcome : TokenOutcome.values()) {
            tokenChecks.put(outcome, new DurationCounts());
        }
    }

    /** WebSockets that have opened. */
    public long opened() {
        return opened.sum();
    }

    /** Connections that are no longer open, by close code. */
    public CloseCodeCounts closed() {
        return closed;
    }

    /** Registrations, by the generation of the client. */
    public EnumCounts<Generation> registered() {
        return registered;
    }

    /** Registrations that took their uuid over from an older connection. */
    public long takenOver() {
        return takenOver.sum();
    }

    /** What was refused to clients, by reason. */
    public EnumCounts<Refusal> refused() {
        return refused;
    }

    /** Messages that the outbox of their peer has accepted. */
    public long forwarded() {
        return forwarded.sum();
    }

    /** The bytes of UTF-8 of the forwarded messages. */
    public long forwardedBytes() {
        return forwardedBytes.sum();
    }

    /** The times from the arrival of forwarded messages to the begin of their sending. */
    public DurationCounts waited() {
        return waited;
    }

    /** The times from offers to their answers. */
    public DurationCounts answers() {
        return answers;
    }

    /** Forwarded offers that were never answered. */
    public long offersUnanswered() {
        return offersUnanswered.sum();
    }

    /** Messages that were returned to their senders, by reason. */
    public EnumCounts<ReturnReason> returned() {
        return returned;
    }

    /** Pauses in reading a client that sends too fast. */
    public long readingSuspended() {
        return readingSuspended.sum();
    }

    /** Messages that may have been delivered or not. */
    public long uncertain() {
        return uncertain.sum();
    }

    /** Texts that are no message, by the generation whose rules hold for the connection. */
    public EnumCounts<Generation> malformed() {
        return malformed;
    }

    /** Log entries about clients that a limit has left out. */
    public long linesLeftOut() {
        return linesLeftOut.sum();
    }

    /** The times from pings to their pongs. */
    public DurationCounts pings() {
        return pings;
    }

    /** The durations of checks of credentials with this outcome. */
    public DurationCounts tokenChecks(TokenOutcome outcome) {
        return Objects.requireNonNull(tokenChecks.get(outcome));
    }
}
