package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** First and further registrations, and what a registered client can do. */
interface RegistrationScenarios extends Scenarios {
    @EachGeneration
    default void aRegistrationIsAnsweredWithAllFourKeys(ClientGeneration generation) {
        TestPeer peer = peers().open();

        peer.send(TestMessages.registration(generation, UUID.randomUUID().toString(), "endpoint"));

        assertThat(peer.expectMessage()).isEqualTo(TestMessages.accepted(generation));
    }

    @EachGeneration
    default void allSpellingsOfAUuidAreOnePeer(ClientGeneration generation) {
        TestEndpoint observer = peers().register(generation);
        UUID uuid = UUID.randomUUID();
        String canonical = uuid.toString();
        String upper = canonical.toUpperCase(Locale.ROOT);
        String bare = canonical.replace("-", "");

        Optional<TestPeer> owner = Optional.empty();
        for (String spelling : List.of(upper, bare, "{" + canonical + "}", "urn:uuid:" + upper)) {
            TestPeer peer = peers().open();
            peer.send(TestMessages.registration(generation, spelling, "endpoint"));
            assertThat(peer.expectMessage()).as(spelling).isEqualTo(TestMessages.accepted(generation));
            owner.ifPresent(TestPeer::awaitClose); // its node may learn of the newcomer after the newcomer's own node
            owner = Optional.of(peer);

            var offer = observer.offer(uuid);
            observer.peer().send(offer);
            assertThat(peer.expectMessage()).as(spelling).isEqualTo(offer);
            observer.peer().send(TestMessages.with(offer, "peer_uuid", spelling));
            assertThat(peer.expectMessage()).as("forwarded in canonical form").isEqualTo(offer);
        }
    }

    @Test
    default void aSecondRegistrationOfAConnectionHasNoEffectInGeneration05() {
        TestEndpoint observer = peers().register(ClientGeneration.V0_5);
        TestEndpoint endpoint = peers().register(ClientGeneration.V0_5);
        UUID other = UUID.randomUUID();

        endpoint.peer().send(TestMessages.registration(ClientGeneration.V0_5, other.toString(), "another name"));

        assertThat(endpoint.peer().expectMessage()).isEqualTo(TestMessages.accepted(ClientGeneration.V0_5));
        observer.reaches(endpoint);
        observer.assertUnknown(other);
    }

    @Test
    default void aSecondRegistrationOfAConnectionReplacesTheFirstInGeneration10() {
        TestEndpoint observer = peers().register(ClientGeneration.V1_0);
        TestEndpoint endpoint = peers().register(ClientGeneration.V1_0);
        UUID other = UUID.randomUUID();

        endpoint.peer().send(TestMessages.registration(ClientGeneration.V1_0, other.toString(), "another name"));

        assertThat(endpoint.peer().expectMessage()).isEqualTo(TestMessages.accepted(ClientGeneration.V1_0));
        var offer = observer.offer(other);
        observer.peer().send(offer);
        assertThat(endpoint.peer().expectMessage()).isEqualTo(offer);
        observer.assertUnknown(endpoint.uuid());
    }

    @EachGeneration
    default void aRepeatedRegistrationIsAnsweredAndHasNoEffect(ClientGeneration generation) {
        TestEndpoint observer = peers().register(generation);
        TestEndpoint endpoint = peers().register(generation);

        endpoint.peer().send(endpoint.registration());

        assertThat(endpoint.peer().expectMessage()).isEqualTo(TestMessages.accepted(generation));
        observer.reaches(endpoint);
        endpoint.assertRegisteredAndQuiet();
    }

    @Test
    default void aUuidReleasedByItsConnectionIsFreeForAnother() {
        TestEndpoint first = peers().register(ClientGeneration.V1_0);
        first.peer()
                .send(TestMessages.registration(
                        ClientGeneration.V1_0, UUID.randomUUID().toString(), "moved on"));
        assertThat(first.peer().expectMessage()).isEqualTo(TestMessages.accepted(ClientGeneration.V1_0));

        TestEndpoint second = peers().register(ClientGeneration.V1_0, first.uuid());

        second.assertRegisteredAndQuiet();
        assertThat(first.peer().isOpen()).isTrue();
    }

    @EachGeneration
    default void aUuidIsFreeAgainAfterItsConnectionHasLeft(ClientGeneration generation) {
        TestEndpoint first = peers().register(generation);
        first.peer().sendClose(1000, "");
        assertThat(first.peer().expectClose().code()).isEqualTo(1000);

        peers().register(generation, first.uuid()).assertRegisteredAndQuiet();
    }

    @Test
    default void fortyConnectionsFromFortyAddressesAreAllRegistered() {
        List<TestEndpoint> endpoints = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            ClientGeneration generation = ClientGeneration.byTurns(i);
            endpoints.add(peers().register(generation, peers().handshake().from("127.0.1." + i)));
        }

        for (int i = 0; i < endpoints.size(); i++) {
            endpoints.get(i).reaches(endpoints.get((i + 1) % endpoints.size()));
        }
    }
}
