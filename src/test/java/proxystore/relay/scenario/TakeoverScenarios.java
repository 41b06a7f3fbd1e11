package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One uuid, several connections: the last one to register owns it, at once and alone. */
interface TakeoverScenarios extends Scenarios {
    @EachPairOfGenerations
    default void aSecondConnectionClosesTheFirstWithTheCodeOfTheFirstOnesGeneration(
            ClientGeneration first, ClientGeneration second) {
        TestEndpoint observer = peers().register(ClientGeneration.V1_0);
        TestEndpoint old = peers().register(first);

        TestEndpoint newcomer = peers().register(second, old.uuid());

        assertDisplaced(old.peer().expectClose(), first);
        old.peer().expectEnd();
        observer.reaches(newcomer);
        newcomer.reaches(observer);
    }

    /** Generation 0.5, generation 1.0, and both in turn. */
    @ParameterizedTest
    @CsvSource({"V0_5, V0_5", "V1_0, V1_0", "V0_5, V1_0"})
    default void fortyConcurrentRegistrationsOfOneUuidLeaveOneOwner(ClientGeneration even, ClientGeneration odd) {
        UUID uuid = UUID.randomUUID();
        List<ClientGeneration> generations =
                IntStream.range(0, 40).mapToObj(i -> i % 2 == 0 ? even : odd).toList();
        List<TestPeer> contenders =
                generations.stream().map(g -> peers().open()).toList();

        IntStream.range(0, 40)
                .parallel()
                .forEach(i -> contenders
                        .get(i)
                        .send(TestMessages.registration(generations.get(i), uuid.toString(), "contender " + i)));

        await("one contender is left")
                .until(() -> contenders.stream().filter(TestPeer::isOpen).count() <= 1);
        List<Integer> open = IntStream.range(0, 40)
                .filter(i -> contenders.get(i).isOpen())
                .boxed()
                .toList();
        assertThat(open).as("contenders still open").hasSize(1);
        int winner = open.get(0);
        IntStream.range(0, 40)
                .filter(i -> i != winner)
                .forEach(i -> assertDisplaced(contenders.get(i).awaitClose(), generations.get(i)));
        assertThat(contenders.get(winner).expectMessage()).isEqualTo(TestMessages.accepted(generations.get(winner)));
        TestEndpoint observer = peers().register(ClientGeneration.V0_5);
        JsonObject offer = observer.offer(uuid);
        observer.peer().send(offer);
        assertThat(contenders.get(winner).expectMessage()).isEqualTo(offer);
    }

    @EachPairOfGenerations
    default void aFrozenOldConnectionDelaysNoOtherClient(ClientGeneration first, ClientGeneration second) {
        TestEndpoint observer = peers().register(ClientGeneration.V0_5);
        TestEndpoint old = peers().register(first);
        old.peer().freeze();

        Instant start = Instant.now();
        TestEndpoint newcomer = peers().register(second, old.uuid());
        observer.reaches(newcomer);

        assertThat(Duration.between(start, Instant.now())).isLessThan(AT_ONCE);
        old.peer().thaw();
        assertDisplaced(old.peer().expectClose(), first);
    }

    @EachGeneration
    default void anOldConnectionThatIsStuckInASendDelaysNoOtherClient(ClientGeneration generation) {
        TestEndpoint sender = peers().register(generation);
        TestEndpoint old = peers().register(generation, peers().handshake().receiveBuffer(4096));
        old.peer().freeze();
        new Flood(sender, old.uuid()).untilOneIsReturned();

        Instant start = Instant.now();
        TestEndpoint newcomer = peers().register(generation, old.uuid());
        TestEndpoint observer = peers().register(generation);
        observer.reaches(newcomer);

        assertThat(Duration.between(start, Instant.now())).isLessThan(AT_ONCE);
    }

    @EachPairOfGenerations
    default void theEndOfTheOldConnectionDoesNotUnregisterTheNewOne(ClientGeneration first, ClientGeneration second) {
        TestEndpoint observer = peers().register(first);
        TestEndpoint old = peers().register(first);
        old.peer().ignoringCloses();

        TestEndpoint newcomer = peers().register(second, old.uuid());
        assertDisplaced(old.peer().expectClose(), first);
        old.peer().reset();

        // However late the relay notices the end: twenty messages, each there and back, all meet the new owner.
        for (int i = 0; i < 20; i++) {
            observer.reaches(newcomer);
            newcomer.reaches(observer);
        }
    }

    private static void assertDisplaced(PeerEvent.CloseReceived close, ClientGeneration generation) {
        assertThat(close.code()).as("%s", close).isEqualTo(generation.displacedCode());
        if (generation == ClientGeneration.V1_0) {
            assertThat(close.reason()).isEqualTo(ClientGeneration.DISPLACED_REASON);
        }
    }
}
