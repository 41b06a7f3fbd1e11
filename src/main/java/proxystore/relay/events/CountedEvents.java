package proxystore.relay.events;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import proxystore.relay.message.Generation;

/** Passes all events on, and counts those that have no log entry of their own. */
public final class CountedEvents implements RelayEvents {
    private final RelayEvents next;
    private final LongAdder forwarded = new LongAdder();
    private final LongAdder returned = new LongAdder();
    private final LongAdder leftOut = new LongAdder();

    /** Counts that begin at 0. */
    public CountedEvents(RelayEvents next) {
        this.next = next;
    }

    /**
     * Describes what was counted since the last call, for the log: {@code 3 messages forwarded, 1 message returned}.
     *
     * @return empty if there was nothing
     */
    public String takeSummary() {
        List<String> parts = new ArrayList<>(3);
        add(parts, forwarded.sumThenReset(), "message", "forwarded");
        add(parts, returned.sumThenReset(), "message", "returned");
        add(parts, leftOut.sumThenReset(), "log line", "left out");
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, long number, String what, String how) {
        if (number != 0) {
            parts.add(number + " " + what + (number == 1 ? "" : "s") + " " + how);
        }
    }

    @Override
    public void opened() {
        next.opened();
    }

    @Override
    public void closed(int code) {
        next.closed(code);
    }

    @Override
    public void registered(Generation generation) {
        next.registered(generation);
    }

    @Override
    public void takenOver() {
        next.takenOver();
    }

    @Override
    public void unregistered(boolean normally) {
        next.unregistered(normally);
    }

    @Override
    public void refused(Refusal reason) {
        next.refused(reason);
    }

    @Override
    public void forwarded(int bytes) {
        forwarded.increment();
        next.forwarded(bytes);
    }

    @Override
    public void returned(ReturnReason reason) {
        returned.increment();
        next.returned(reason);
    }

    @Override
    public void readingSuspended() {
        next.readingSuspended();
    }

    @Override
    public void uncertain() {
        next.uncertain();
    }

    @Override
    public void malformed(Generation generation) {
        next.malformed(generation);
    }

    @Override
    public void logLineLeftOut() {
        leftOut.increment();
        next.logLineLeftOut();
    }

    @Override
    public void pingAnswered(long nanos) {
        next.pingAnswered(nanos);
    }

    @Override
    public void tokenChecked(TokenOutcome outcome, long nanos) {
        next.tokenChecked(outcome, nanos);
    }
}
