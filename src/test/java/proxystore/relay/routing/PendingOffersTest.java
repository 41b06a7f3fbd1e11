package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import proxystore.relay.events.RecordingEvents;
import proxystore.relay.message.PeerConnection;

class PendingOffersTest {
    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(2, 2);
    private static final UUID C = new UUID(3, 3);

    private final RecordingEvents events = new RecordingEvents();
    private final PendingOffers offers = new PendingOffers(16, events);

    private static PeerConnection message(String type, UUID source, UUID peer) {
        return new PeerConnection(source, "name", peer, type, "sdp", null, null);
    }

    private static long after(double seconds) {
        return (long) (seconds * 1e9);
    }

    private void offer(UUID source, UUID peer, double seconds) {
        offers.arrived(message("offer", source, peer), after(seconds));
    }

    private void answer(UUID source, UUID peer, double seconds) {
        offers.arrived(message("answer", source, peer), after(seconds));
    }

    @Test
    void anAnswerInTheOtherDirectionEndsTheWait() {
        offer(A, B, 0);
        answer(B, A, 0.5);
        answer(B, A, 0.6); // of no offer
        assertThat(events.get()).containsExactly("offer answered after 500000000 ns");
    }

    @Test
    void anAnswerInTheSameDirectionOrOfAnotherPeerIsOfNoOffer() {
        offer(A, B, 0);
        answer(A, B, 0.1);
        answer(C, A, 0.2);
        assertThat(events.get()).isEmpty();
    }

    @Test
    void offersInBothDirectionsAreApart() {
        offer(A, B, 0);
        offer(B, A, 0);
        answer(B, A, 1);
        answer(A, B, 2);
        assertThat(events.get())
                .containsExactly("offer answered after 1000000000 ns", "offer answered after 2000000000 ns");
    }

    @Test
    void anOfferWithoutAnAnswerIsNeverAnsweredAfterThePatience() {
        offer(A, B, 0);
        offers.expire(PendingOffers.PATIENCE.toNanos());
        assertThat(events.get()).isEmpty();
        offers.expire(PendingOffers.PATIENCE.plus(Duration.ofNanos(1)).toNanos());
        answer(B, A, 31);
        assertThat(events.get()).containsExactly("offer unanswered");
    }

    @Test
    void anotherOfferEndsTheWaitForTheFirstUnlessItFollowsWithinASecond() {
        offer(A, B, 0);
        offer(A, B, 1);
        answer(B, A, 2);
        assertThat(events.next()).containsExactly("offer answered after 2000000000 ns");

        offer(A, B, 10);
        offer(A, B, 15);
        answer(B, A, 16);
        assertThat(events.next()).containsExactly("offer unanswered", "offer answered after 1000000000 ns");
    }

    @Test
    void anOfferThatWasRefusedDoesNotWait() {
        offer(A, B, 0);
        offers.refused(message("offer", A, B));
        offers.expire(after(60));
        assertThat(events.get()).isEmpty();
    }

    @Test
    void offersPastTheBoundAreNotWatched() {
        for (int i = 0; i < 1_000; i++) {
            offer(A, new UUID(9, i), 0);
        }
        offers.expire(after(60));
        assertThat(events.get()).hasSizeBetween(4, 16).containsOnly("offer unanswered");
    }

    @Test
    void withoutSlotsNothingIsWatched() {
        PendingOffers none = new PendingOffers(0, events);
        none.arrived(message("offer", A, B), 0);
        none.refused(message("offer", A, B));
        none.arrived(message("answer", B, A), 1);
        none.expire(after(60));
        assertThat(events.get()).isEmpty();
    }

    @Test
    void otherTypesOfDescriptionsAreNoOffers() {
        offers.arrived(message("candidate", A, B), 0);
        offers.expire(after(60));
        assertThat(events.get()).isEmpty();
    }
}
