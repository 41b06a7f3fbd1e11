package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import proxystore.relay.auth.User;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.peer.ClientRegistry.RegistrationOutcome;
import proxystore.relay.peer.ClientRegistry.Verdict;

class ClientRegistryTest {
    private static final UUID ID = new UUID(0, 1);
    private static final User ALICE = new User("alice", "Alice");
    private static final User BOB = new User("bob", "Bob");

    private final ConnectionFixture fixture = new ConnectionFixture();
    private final ClientRegistry registry = fixture.registry;

    private Connection open() {
        RecordingTransport transport = new RecordingTransport("192.0.2.1:1");
        Connection connection = fixture.open(transport);
        transport.whenClosed(() -> connection.closed("closed"));
        return connection;
    }

    private Client client(User user) {
        return fixture.client(open(), ID, user);
    }

    @Test
    void firstRegistrationDisplacesNoClient() {
        Client client = client(ALICE);
        assertThat(registry.find(ID)).isNull();
        assertThat(registry.register(client)).isEqualTo(new RegistrationOutcome(Verdict.ACCEPTED, null));
        assertThat(registry.find(ID)).isSameAs(client);
        assertThat(registry.clients()).containsExactly(client);
    }

    @Test
    void secondRegistrationDisplacesTheFirst() {
        Client first = client(ALICE);
        Client second = client(ALICE);
        registry.register(first);
        assertThat(registry.register(second)).isEqualTo(new RegistrationOutcome(Verdict.ACCEPTED, first));
        assertThat(registry.find(ID)).isSameAs(second);
        assertThat(registry.clients()).containsExactly(second);
    }

    @Test
    void endOfTheOlderClientLeavesTheNewer() {
        Client first = client(ALICE);
        Client second = client(ALICE);
        registry.register(first);
        registry.register(second);
        assertThat(registry.remove(first)).isFalse();
        assertThat(registry.find(ID)).isSameAs(second);
        assertThat(registry.remove(second)).isTrue();
        assertThat(registry.find(ID)).isNull();
        assertThat(registry.remove(second)).isFalse();
    }

    @Test
    void uuidOfAnotherUserStaysWithItsOwner() {
        Client owner = client(ALICE);
        registry.register(owner);
        assertThat(registry.register(client(BOB))).isEqualTo(new RegistrationOutcome(Verdict.OTHER_USER, owner));
        assertThat(registry.find(ID)).isSameAs(owner);
    }

    @Test
    void closedConnectionOfAnotherUserHoldsNoUuid() {
        Connection connection = open();
        Client ghost = new Client("ghost", ID, ALICE, connection, Instant.EPOCH);
        registry.register(ghost);
        connection.close(CloseStatus.RELAY_STOPS); // it has no registration and removes none
        assertThat(registry.find(ID)).isSameAs(ghost);

        Client newcomer = client(BOB);
        assertThat(registry.register(newcomer)).isEqualTo(new RegistrationOutcome(Verdict.ACCEPTED, ghost));
        assertThat(registry.find(ID)).isSameAs(newcomer);
    }

    @Test
    void registrationOfAClosedConnectionDoesNotStay() {
        Client late = client(ALICE);
        late.connection().close(CloseStatus.RELAY_STOPS);
        registry.register(late);
        assertThat(registry.find(ID)).isNull();
    }

    @Test
    void connectionsAreKnownFromTheirOpeningToTheirEnd() {
        Connection connection = open();
        assertThat(registry.connections()).containsExactly(connection);
        connection.closed("gone");
        assertThat(registry.connections()).isEmpty();
    }

    @Test
    void viewsOfTheRegistryAreUnmodifiable() {
        registry.register(client(ALICE));
        assertThatThrownBy(() -> registry.clients().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> registry.connections().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void olderConnectionDoesNotDisplaceANewerOne() {
        Client older = client(ALICE);
        Client newer = client(ALICE);
        registry.register(newer);
        assertThat(registry.register(older)).isEqualTo(new RegistrationOutcome(Verdict.NEWER_CONNECTION, newer));
        assertThat(registry.find(ID)).isSameAs(newer);
        assertThat(registry.remove(older)).isFalse();
        assertThat(registry.find(ID)).isSameAs(newer);
    }

    @Test
    void newerConnectionThatIsClosedHoldsNoUuid() {
        Client older = client(ALICE);
        Client newer = client(ALICE);
        registry.register(newer);
        newer.connection().close(CloseStatus.RELAY_STOPS);
        assertThat(registry.register(older).verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(registry.find(ID)).isSameAs(older);
    }

    @Test
    void connectionDisplacesItsOwnRegistration() {
        Client first = client(ALICE);
        Client second = fixture.client((Connection) first.connection(), ID, ALICE);
        registry.register(first);
        assertThat(registry.register(second)).isEqualTo(new RegistrationOutcome(Verdict.ACCEPTED, first));
        assertThat(registry.find(ID)).isSameAs(second);
    }

    @Test
    void fortyRegistrationsOfOneUuidAtOnceLeaveTheNewest() throws Exception {
        for (int round = 0; round < 25; round++) {
            List<Connection> connections =
                    IntStream.range(0, 40).mapToObj(i -> open()).toList();
            atOnce(connections.stream().map(this::registration).toList());

            Client owner = Objects.requireNonNull(registry.find(ID));
            assertThat(owner.connection()).isSameAs(connections.get(39));
            assertThat(connections.stream().filter(Connection::isOpen))
                    .containsExactly((Connection) owner.connection());
            assertThat(registry.clients()).containsExactly(owner);
            owner.connection().close(CloseStatus.RELAY_STOPS);
            assertThat(registry.clients()).isEmpty();
            assertThat(registry.connections()).isEmpty();
        }
    }

    /** As the relay does: the registering thread closes the older connection. */
    private Callable<@Nullable Void> registration(Connection connection) {
        return () -> {
            RegistrationOutcome outcome = registry.register(fixture.client(connection, ID, ALICE));
            Client previous = outcome.previous();
            if (outcome.verdict() == Verdict.NEWER_CONNECTION) {
                connection.close(CloseStatus.DISPLACED_0_5);
            } else if (previous != null) {
                previous.connection().close(CloseStatus.DISPLACED_0_5);
            }
            return null;
        };
    }

    @Test
    void connectionThatEndsWhileItRegistersLeavesNothing() throws Exception {
        for (int round = 0; round < 500; round++) {
            Connection connection = open();
            atOnce(List.of(registration(connection), () -> {
                connection.closed("gone");
                return null;
            }));
            assertThat(registry.clients()).isEmpty();
        }
    }

    private static void atOnce(List<Callable<@Nullable Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        List<Future<?>> ends = new ArrayList<>();
        for (Callable<@Nullable Void> task : tasks) {
            ends.add(threads.submit(() -> {
                start.await();
                return task.call();
            }));
        }
        threads.shutdown();
        for (Future<?> end : ends) {
            end.get(10, TimeUnit.SECONDS);
        }
    }
}
