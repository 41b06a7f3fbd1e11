package proxystore.relay.bench;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.websocket.DecodeException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import proxystore.relay.message.MessageDecoder;
import proxystore.relay.message.MessageEncoder;
import proxystore.relay.message.PeerConnection;

/**
 * The messages from one client to another: numbers them, and keeps which of them are in flight and what each must
 * contain. Uses no socket. Sending and receiving may happen on different threads.
 */
final class MessageFlow {
    private static final MessageEncoder ENCODER = new MessageEncoder();
    private static final MessageDecoder DECODER = new MessageDecoder();

    private final PeerConnection pattern;
    /** The encoded message up to its stamp. */
    private final String head;
    /** The encoded message after its stamp. */
    private final String tail;

    private final BenchCounters counters;
    private final LongConsumer latency;
    /** The due time of each message in flight, by number. */
    @GuardedBy("this")
    private final Map<Long, Long> dueNanos = new HashMap<>();
    /** Whether the flow has been abandoned. */
    @GuardedBy("this")
    private boolean abandoned;
    /** The number of the next message. */
    @GuardedBy("this")
    private long next;
    /** The highest number that has arrived, -1 before the first. */
    @GuardedBy("this")
    private long highest = -1;
    /** Called without a lock for each message that is no longer in flight; set before the first message is sent. */
    private Runnable settled = () -> {};

    /**
     * A flow without messages yet.
     *
     * @param description contains {@link SessionDescription#STAMP} once
     * @param latency receives the nanoseconds from due time to arrival of each delivered message
     */
    MessageFlow(UUID source, UUID peer, String type, String description, BenchCounters counters, LongConsumer latency) {
        this.pattern = new PeerConnection(source, BenchClient.name(source), peer, type, description, null, null);
        String encoded = ENCODER.encode(pattern);
        int stamp = encoded.indexOf(SessionDescription.STAMP);
        this.head = encoded.substring(0, stamp);
        this.tail = encoded.substring(stamp + SessionDescription.STAMP.length());
        this.counters = counters;
        this.latency = latency;
    }

    void onSettled(Runnable action) {
        settled = action;
    }

    /**
     * Starts the next message.
     *
     * @param due its due time, by {@link System#nanoTime}
     * @return its number
     */
    long start(long due) {
        counters.sent.increment();
        synchronized (this) {
            dueNanos.put(next, due);
            return next++;
        }
    }

    /** The JSON text of a message. */
    String text(long number) {
        return head + SessionDescription.stamp(number) + tail;
    }

    /**
     * Processes a text that the receiver has received.
     *
     * @return whether it is a message of this flow, unchanged or altered
     */
    boolean receive(CharSequence text) {
        if (isAbandoned()) {
            return true;
        }
        if (isVerbatim(text)) {
            deliver(SessionDescription.number(text, head.length()));
            return true;
        }
        PeerConnection message = decode(text);
        if (message == null
                || !message.peerUuid().equals(pattern.peerUuid())
                || !message.sourceUuid().equals(pattern.sourceUuid())) {
            return false;
        }
        long number = number(message);
        if (isEqual(message, number)) {
            deliver(number);
        } else {
            alter(number, text);
        }
        return true;
    }

    /** Processes a text that the sender has received; it should be one of its own messages with an error. */
    void receiveReturned(CharSequence text) {
        PeerConnection message = decode(text);
        if (message == null
                || message.error() == null
                || !message.peerUuid().equals(pattern.peerUuid())
                || complete(number(message)) < 0) {
            counters.countUnexpected(text);
            return;
        }
        counters.returned.increment();
        counters.problem("a message was returned: " + shown(String.valueOf(message.error())));
        settled.run();
    }

    /** The number of messages in flight. */
    synchronized int inFlight() {
        return dueNanos.size();
    }

    /**
     * Abandons the messages in flight; later messages are ignored.
     *
     * @return the number of abandoned messages
     */
    synchronized int abandon() {
        abandoned = true;
        return dueNanos.size();
    }

    private synchronized boolean isAbandoned() {
        return abandoned;
    }

    private void deliver(long number) {
        long latencyNanos = complete(number);
        if (latencyNanos < 0) {
            counters.unexpected.increment();
            counters.problem("a message arrived twice, or was never sent");
            return;
        }
        latency.accept(latencyNanos);
        boolean late;
        synchronized (this) {
            late = number < highest;
            highest = Math.max(highest, number);
        }
        if (late) {
            counters.reordered.increment();
            counters.problem("a message arrived after one that was sent later");
        }
        counters.delivered.increment();
        settled.run();
    }

    private void alter(long number, CharSequence text) {
        complete(number);
        counters.altered.increment();
        counters.problem("a message arrived altered: " + shown(text));
        settled.run();
    }

    /** Completes a message: nanoseconds since its due time, or -1 if it is not in flight. */
    private synchronized long complete(long number) {
        Long due = dueNanos.remove(number);
        return due == null ? -1 : Math.max(0, System.nanoTime() - due);
    }

    private boolean isVerbatim(CharSequence text) {
        int stampEnd = head.length() + SessionDescription.STAMP.length();
        return text.length() == stampEnd + tail.length()
                && isAt(text, 0, head)
                && isAt(text, stampEnd, tail)
                && SessionDescription.number(text, head.length()) >= 0;
    }

    private static boolean isAt(CharSequence text, int from, String expected) {
        for (int i = 0; i < expected.length(); i++) {
            if (text.charAt(from + i) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isEqual(PeerConnection message, long number) {
        return number >= 0
                && message.error() == null
                && message.sourceName().equals(pattern.sourceName())
                && message.descriptionType().equals(pattern.descriptionType())
                && message.description()
                        .equals(pattern.description()
                                .replace(SessionDescription.STAMP, SessionDescription.stamp(number)));
    }

    private long number(PeerConnection message) {
        return SessionDescription.number(
                message.description(), pattern.description().indexOf(SessionDescription.STAMP));
    }

    private static @Nullable PeerConnection decode(CharSequence text) {
        try {
            return DECODER.decode(text.toString()) instanceof PeerConnection connection ? connection : null;
        } catch (DecodeException e) {
            return null;
        }
    }

    /** The start of a text, on one line. */
    static String shown(CharSequence text) {
        String start = text.length() > 120 ? text.subSequence(0, 120) + "…" : text.toString();
        return start.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    }
}
