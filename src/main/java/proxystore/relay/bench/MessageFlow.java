package proxystore.relay.bench;

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
 * The messages of one client to another: numbers them, and knows which are on their way and what each must look like.
 * Knows no socket. Sending and receiving may happen on different threads.
 */
final class MessageFlow {
    private static final MessageEncoder ENCODER = new MessageEncoder();
    private static final MessageDecoder DECODER = new MessageDecoder();

    private final PeerConnection pattern;
    /** The encoded message up to its stamp. */
    private final String head;
    /** The encoded message after its stamp. */
    private final String tail;

    private final BenchCounters tally;
    private final LongConsumer latency;
    /** When each message on its way was due, by number; guarded by this. */
    private final Map<Long, Long> dueNanos = new HashMap<>();
    /** Whether the bench has stopped listening; guarded by this. */
    private boolean over;
    /** The number of the next message; guarded by this. */
    private long next;
    /** The highest number that has arrived, -1 before the first; guarded by this. */
    private long highest = -1;
    /** Called whenever a message is no longer on its way, without any lock; set before the first is sent. */
    private Runnable settled = () -> {};

    /**
     * A flow without messages yet.
     *
     * @param description contains {@link SessionDescription#STAMP} once
     * @param latency takes the time from due to arrival of each delivered message, in nanoseconds
     */
    MessageFlow(UUID source, UUID peer, String type, String description, BenchCounters tally, LongConsumer latency) {
        this.pattern = new PeerConnection(source, BenchClient.name(source), peer, type, description, null, null);
        String encoded = ENCODER.encode(pattern);
        int stamp = encoded.indexOf(SessionDescription.STAMP);
        this.head = encoded.substring(0, stamp);
        this.tail = encoded.substring(stamp + SessionDescription.STAMP.length());
        this.tally = tally;
        this.latency = latency;
    }

    void onSettled(Runnable action) {
        settled = action;
    }

    /**
     * Puts the next message on its way.
     *
     * @param due when it is to be sent, by {@link System#nanoTime}
     * @return its number
     */
    long depart(long due) {
        tally.sent.increment();
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
     * The receiver has got a text.
     *
     * @return whether it is one of this flow, intact or not
     */
    boolean arrived(CharSequence text) {
        if (isOver()) {
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

    /** The sender has got a text, which should be one of its own messages with an error. */
    void cameBack(CharSequence text) {
        PeerConnection message = decode(text);
        if (message == null
                || message.error() == null
                || !message.peerUuid().equals(pattern.peerUuid())
                || land(number(message)) < 0) {
            tally.surprise(text);
            return;
        }
        tally.returned.increment();
        tally.problem("a message came back: " + shown(String.valueOf(message.error())));
        settled.run();
    }

    /** How many messages are on their way. */
    synchronized int inFlight() {
        return dueNanos.size();
    }

    /**
     * Gives up what is still on its way; what arrives later is not looked at any more.
     *
     * @return how many messages that is
     */
    synchronized int giveUp() {
        over = true;
        return dueNanos.size();
    }

    private synchronized boolean isOver() {
        return over;
    }

    private void deliver(long number) {
        long took = land(number);
        if (took < 0) {
            tally.unexpected.increment();
            tally.problem("a message arrived twice, or was never sent");
            return;
        }
        latency.accept(took);
        boolean late;
        synchronized (this) {
            late = number < highest;
            highest = Math.max(highest, number);
        }
        if (late) {
            tally.reordered.increment();
            tally.problem("a message arrived after one that was sent later");
        }
        tally.delivered.increment();
        settled.run();
    }

    private void alter(long number, CharSequence text) {
        land(number);
        tally.altered.increment();
        tally.problem("a message arrived altered: " + shown(text));
        settled.run();
    }

    /** Takes a message off its way: nanoseconds since it was due, or -1 if it is on no way. */
    private synchronized long land(long number) {
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

    /** Enough of a text to recognise it, on one line. */
    static String shown(CharSequence text) {
        String start = text.length() > 120 ? text.subSequence(0, 120) + "…" : text.toString();
        return start.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    }
}
