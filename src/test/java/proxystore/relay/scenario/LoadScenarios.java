package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Many messages, many senders, and a receiver that does not keep up. */
interface LoadScenarios extends Scenarios {
    /** The least number of exchanges of a healthy pair while the relay carries {@link #MAX_BURSTS}. */
    int EXCHANGES = 3;

    /** One burst may be over before the machine has let the pair's thread run that often. */
    int MAX_BURSTS = 5;

    @EachPairOfGenerations
    default void twoThousandMessagesArriveInOrder(ClientGeneration from, ClientGeneration to) {
        TestEndpoint sender = peers().register(from);
        TestEndpoint receiver = peers().register(to);

        assertDelivered(() -> new Burst(List.of(sender), receiver, 2_000, 2_500));
    }

    /** First with cores to spare, then with a busy process on each. */
    @Test
    default void fiftySendersOfAHundredSmallMessagesReachOneReceiver() {
        TestEndpoint receiver = peers().register(ClientGeneration.V0_5);
        List<TestEndpoint> senders = peers().registerMany(50);

        assertDelivered(() -> new Burst(senders, receiver, 100, 300));
        try (BusyCores busy = new BusyCores()) {
            assertDelivered(() -> new Burst(senders, receiver, 100, 300));
        }
    }

    /**
     * First with cores to spare, then with a busy process on each. A thousand senders, or a hundred over TLS, where
     * handshakes are most of the cost.
     */
    @Test
    default void manySendersAtOnceReachOneReceiver() {
        TestEndpoint hub = peers().register(ClientGeneration.V1_0);
        int crowd = relay().trust().isEmpty() ? 1_000 : 100;
        List<TestEndpoint> senders = peers().registerMany(crowd);

        assertDelivered(() -> new Burst(senders, hub, 2_000 / crowd, 2_500));
        try (BusyCores busy = new BusyCores()) {
            assertDelivered(() -> new Burst(senders, hub, 2_000 / crowd, 2_500));
        }
    }

    /** Sends and receives bursts until a pair that has no part in them has been served meanwhile. */
    private void assertDelivered(Supplier<Burst> bursts) {
        try (HealthyPair pair = new HealthyPair(peers())) {
            pair.awaitExchanges(1);
            int meanwhile = 0;
            for (int i = 0; i < MAX_BURSTS && meanwhile < EXCHANGES; i++) {
                Burst burst = bursts.get();
                int before = pair.exchanges();
                burst.send().collectReturned().receive();
                meanwhile += pair.exchanges() - before;
                burst.assertNoneReturned();
            }
            assertThat(meanwhile).as("exchanges during the bursts").isGreaterThanOrEqualTo(EXCHANGES);
        }
    }

    /** Eight megabytes are sent as fast as the relay takes them; the bound of an outbox is twice that. */
    @EachGeneration
    default void aReceiverOfOneMegabytePerSecondGetsAllMessages(ClientGeneration generation) {
        TestEndpoint receiver = peers().register(generation, peers().handshake().receiveBuffer(65_536));
        receiver.peer().pace(1_000_000);
        Burst burst = new Burst(peers().registerMany(4), receiver, 800, 2_500);
        try (HealthyPair pair = new HealthyPair(peers())) {
            burst.send().collectReturned();

            pair.awaitExchanges(20);
            assertThat(receiver.peer().waiting()).as("received by then").isLessThan(burst.size());
        }
        receiver.peer().pace(Long.MAX_VALUE);
        burst.receive().assertNoneReturned();
    }

    @EachGeneration
    default void aStalledReceiverDelaysNoOtherClientAndItsOverflowIsReturned(ClientGeneration generation) {
        TestEndpoint sender = peers().register(generation);
        TestEndpoint stalled = peers().register(generation, peers().handshake().receiveBuffer(4096));
        TestEndpoint alice = peers().register(generation);
        TestEndpoint bob = peers().register(generation);
        stalled.peer().freeze();

        Flood flood = new Flood(sender, stalled.uuid()).untilOneIsReturned();

        // A relay that waited for the stalled receiver would do so until it gives that up; it must be connected
        // afterwards.
        for (int i = 0; i < 10; i++) {
            flood.burst();
            alice.reaches(bob);
            sender.reaches(alice);
        }

        stalled.peer().thaw();
        flood.awaitAll(stalled.peer());
        sender.reaches(stalled);
        sender.assertRegisteredAndQuiet();
    }

    @EachGeneration
    default void undeliveredMessagesAreReturnedWhenAStalledReceiverDisconnects(ClientGeneration generation) {
        TestEndpoint sender = peers().register(generation);
        TestEndpoint stalled = peers().register(generation, peers().handshake().receiveBuffer(4096));
        stalled.peer().freeze();
        Flood flood = new Flood(sender, stalled.uuid()).untilAllAreReturned();
        int waiting = flood.sent().size() - flood.returned().size();

        stalled.peer().reset();

        // Some of the waiting were in the kernel's buffers and count as sent; a full outbox (16 MiB) of 33 kB messages
        // was not.
        int before = flood.returned().size();
        while (flood.returned().size() < before + 100) {
            flood.acceptReturned(sender.peer().expectMessage());
        }
        assertThat(flood.returned().size()).isLessThanOrEqualTo(before + waiting);
    }
}
