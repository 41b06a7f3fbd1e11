package proxystore.relay.routing;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.events.RelayEvents;
import proxystore.relay.log.LogFields;
import proxystore.relay.log.LogText;
import proxystore.relay.message.PeerConnection;

/**
 * Ties offers to their answers: an offer of one client to another is answered by the next answer in the other direction. Reads the
 * envelope of messages only. An offer without an answer for {@link #PATIENCE} is never answered, and so is one that is followed by
 * another offer of the same client to the same peer. Offers to one peer within {@link #SAME} are one.
 *
 * <p>A fixed number of offers is remembered, each in one of {@value #PROBES} slots that its two uuids give; an offer that finds
 * them taken is not watched. So an offer costs one small object and no thread waits for another. Any thread may call it.
 */
final class PendingOffers {
    /** After this time an offer counts as never answered. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Within this time a further offer to the same peer belongs to the first. */
    static final Duration SAME = Duration.ofSeconds(1);

    private static final Logger LOGGER = RuleLog.LOGGER;
    private static final int PROBES = 4;

    private final RelayEvents events;
    private final AtomicReferenceArray<@Nullable Offer> slots;

    /** An offer that was forwarded at a time of the monotonic clock, in nanoseconds. */
    private record Offer(UUID source, UUID peer, long nanos) {
        boolean isOf(UUID otherSource, UUID otherPeer) {
            return source.equals(otherSource) && peer.equals(otherPeer);
        }

        @Override
        public String toString() {
            return "Offer of " + source + " to " + peer;
        }

        Map<String, Object> logFields() {
            return LogFields.ofPair(source, peer);
        }
    }

    /**
     * No offers yet.
     *
     * @param max the largest number that is remembered; 0 to watch none
     */
    PendingOffers(int max, RelayEvents events) {
        this.events = events;
        this.slots = new AtomicReferenceArray<>(max);
    }

    /**
     * A message is about to be forwarded: its answer may arrive before this thread goes on.
     *
     * @param nowNanos when it arrived, by the monotonic clock
     * @return whether it is an offer that now waits for its answer
     */
    boolean arrived(PeerConnection message, long nowNanos) {
        if (slots.length() == 0) {
            return false;
        }
        if (message.descriptionType().equals("offer")) {
            return offered(message.sourceUuid(), message.peerUuid(), nowNanos);
        }
        if (message.descriptionType().equals("answer")) {
            answered(message.peerUuid(), message.sourceUuid(), nowNanos);
        }
        return false;
    }

    private boolean offered(UUID source, UUID peer, long nowNanos) {
        int first = slot(source, peer);
        int free = -1;
        for (int i = 0; i < PROBES; i++) {
            int index = (first + i) % slots.length();
            Offer other = slots.get(index);
            if (other == null) {
                free = free < 0 ? index : free;
            } else if (other.isOf(source, peer)) {
                if (nowNanos - other.nanos() > SAME.toNanos()
                        && slots.compareAndSet(index, other, new Offer(source, peer, nowNanos))) {
                    unanswered(other, () -> other + " was not answered before another one");
                    return true;
                }
                return false;
            }
        }
        return free >= 0 && slots.compareAndSet(free, null, new Offer(source, peer, nowNanos));
    }

    /** The outbox of its peer has refused an offer, which does not wait for an answer any more. */
    void refused(PeerConnection offer) {
        take(offer.sourceUuid(), offer.peerUuid());
    }

    private void answered(UUID source, UUID peer, long nowNanos) {
        Offer offer = take(source, peer);
        if (offer != null) {
            long nanos = nowNanos - offer.nanos();
            events.offerAnswered(nanos);
            log(offer, () -> offer + " was answered after " + LogText.of(Duration.ofNanos(nanos)));
        }
    }

    private @Nullable Offer take(UUID source, UUID peer) {
        if (slots.length() == 0) {
            return null;
        }
        int first = slot(source, peer);
        for (int i = 0; i < PROBES; i++) {
            int index = (first + i) % slots.length();
            Offer offer = slots.get(index);
            if (offer != null && offer.isOf(source, peer)) {
                return slots.compareAndSet(index, offer, null) ? offer : null;
            }
        }
        return null;
    }

    /** Ends the wait for answers to old offers. Called at intervals shorter than {@link #PATIENCE}. */
    void expire(long nowNanos) {
        for (int index = 0; index < slots.length(); index++) {
            Offer offer = slots.get(index);
            if (offer != null
                    && nowNanos - offer.nanos() > PATIENCE.toNanos()
                    && slots.compareAndSet(index, offer, null)) {
                unanswered(offer, () -> offer + " was not answered within " + LogText.of(PATIENCE));
            }
        }
    }

    private void unanswered(Offer offer, Supplier<String> text) {
        events.offerUnanswered(offer.source(), offer.peer());
        log(offer, text);
    }

    private static void log(Offer offer, Supplier<String> text) {
        LogFields.log(LOGGER, Level.DEBUG, offer::logFields, text);
    }

    /** The first slot of a pair; not the same for the opposite direction. */
    private int slot(UUID source, UUID peer) {
        int hash = 31 * source.hashCode() + peer.hashCode();
        return Math.floorMod(hash ^ (hash >>> 16), slots.length());
    }
}
