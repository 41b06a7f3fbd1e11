package proxystore.relay.events;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import proxystore.relay.message.Generation;

/** Records each event in one line. */
public final class RecordingEvents implements RelayEvents {
    private final List<String> events = new CopyOnWriteArrayList<>();

    /** All events, in order. */
    public List<String> get() {
        return List.copyOf(events);
    }

    /** The events since the last call of this method, in order. */
    public List<String> next() {
        List<String> next = get();
        events.clear();
        return next;
    }

    @Override
    public void opened() {
        events.add("opened");
    }

    @Override
    public void closed(int code, Object client, String why) {
        events.add("closed " + code);
    }

    @Override
    public void registered(Generation generation, Object client) {
        events.add("registered " + generation);
    }

    @Override
    public void takenOver(Object previous) {
        events.add("taken over");
    }

    @Override
    public void unregistered(boolean normally) {
        events.add("unregistered " + (normally ? "normally" : "unexpectedly"));
    }

    @Override
    public void refused(Refusal reason, Object client) {
        events.add("refused " + reason);
    }

    @Override
    public void forwarded(int bytes) {
        events.add("forwarded " + bytes);
    }

    @Override
    public void offerAnswered(long nanos) {
        events.add("offer answered after " + nanos + " ns");
    }

    @Override
    public void offerUnanswered(Object source, Object peer) {
        events.add("offer unanswered");
    }

    @Override
    public void sending(long waitedNanos) {
        events.add("sending after " + waitedNanos + " ns");
    }

    @Override
    public void returned(ReturnReason reason) {
        events.add("returned " + reason);
    }

    @Override
    public void readingSuspended() {
        events.add("reading suspended");
    }

    @Override
    public void uncertain() {
        events.add("uncertain");
    }

    @Override
    public void malformed(Generation generation) {
        events.add("malformed " + generation);
    }

    @Override
    public void logLineLeftOut() {
        events.add("log line left out");
    }

    @Override
    public void pingAnswered(long nanos) {
        events.add("ping answered after " + nanos);
    }

    @Override
    public void tokenChecked(TokenOutcome outcome, long nanos) {
        events.add("token " + outcome + " after " + nanos);
    }
}
