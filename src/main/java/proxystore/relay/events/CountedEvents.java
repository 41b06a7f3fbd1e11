package proxystore.relay.events;

import java.util.ArrayList;
import java.util.List;
import proxystore.relay.message.Generation;

/** Counts all events, keeps the last ones about clients, and passes all on. */
public final class CountedEvents implements RelayEvents {
    private final RelayCounts counts;
    private final RecentEvents recent;
    private final RelayEvents next;
    /** The counts at the last {@link #takeSummary}; owned by its caller, as the next two fields. */
    private long forwardedBefore;

    private long returnedBefore;
    private long leftOutBefore;

    /** Counts events in {@code counts} and keeps them in {@code recent}. */
    public CountedEvents(RelayCounts counts, RecentEvents recent, RelayEvents next) {
        this.counts = counts;
        this.recent = recent;
        this.next = next;
    }

    /**
     * Describes what has no log entry of its own and was counted since the last call, for the log:
     * {@code 3 messages forwarded, 1 message returned}. Called by one thread.
     *
     * @return empty if there was nothing
     */
    public String takeSummary() {
        long forwarded = counts.forwarded();
        long returned = counts.returned().total();
        long leftOut = counts.linesLeftOut();
        List<String> parts = new ArrayList<>(3);
        add(parts, forwarded - forwardedBefore, "message", "forwarded");
        add(parts, returned - returnedBefore, "message", "returned");
        add(parts, leftOut - leftOutBefore, "log line", "left out");
        forwardedBefore = forwarded;
        returnedBefore = returned;
        leftOutBefore = leftOut;
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, long number, String what, String how) {
        if (number != 0) {
            parts.add(number + " " + what + (number == 1 ? "" : "s") + " " + how);
        }
    }

    @Override
    public void opened() {
        counts.opened.increment();
        next.opened();
    }

    @Override
    public void closed(int code, Object client, String why) {
        counts.closed.increment(code);
        recent.closed(client, why);
        next.closed(code, client, why);
    }

    @Override
    public void registered(Generation generation, Object client) {
        counts.registered.increment(generation);
        recent.registered(generation, client);
        next.registered(generation, client);
    }

    @Override
    public void takenOver(Object previous) {
        counts.takenOver.increment();
        recent.takenOver(previous);
        next.takenOver(previous);
    }

    @Override
    public void unregistered(boolean normally) {
        next.unregistered(normally);
    }

    @Override
    public void refused(Refusal reason, Object client) {
        counts.refused.increment(reason);
        recent.refused(reason, client);
        next.refused(reason, client);
    }

    @Override
    public void forwarded(int bytes) {
        counts.forwarded.increment();
        counts.forwardedBytes.add(bytes);
        next.forwarded(bytes);
    }

    @Override
    public void sending(long waitedNanos) {
        counts.waited.add(waitedNanos);
        next.sending(waitedNanos);
    }

    @Override
    public void offerAnswered(long nanos) {
        counts.answers.add(nanos);
        next.offerAnswered(nanos);
    }

    @Override
    public void offerUnanswered(Object source, Object peer) {
        counts.offersUnanswered.increment();
        recent.offerUnanswered(source, peer);
        next.offerUnanswered(source, peer);
    }

    @Override
    public void returned(ReturnReason reason) {
        counts.returned.increment(reason);
        next.returned(reason);
    }

    @Override
    public void readingSuspended() {
        counts.readingSuspended.increment();
        next.readingSuspended();
    }

    @Override
    public void uncertain() {
        counts.uncertain.increment();
        next.uncertain();
    }

    @Override
    public void malformed(Generation generation) {
        counts.malformed.increment(generation);
        next.malformed(generation);
    }

    @Override
    public void logLineLeftOut() {
        counts.linesLeftOut.increment();
        next.logLineLeftOut();
    }

    @Override
    public void pingAnswered(long nanos) {
        counts.pings.add(nanos);
        next.pingAnswered(nanos);
    }

    @Override
    public void tokenChecked(TokenOutcome outcome, long nanos) {
        counts.tokenChecks(outcome).add(nanos);
        next.tokenChecked(outcome, nanos);
    }
}
