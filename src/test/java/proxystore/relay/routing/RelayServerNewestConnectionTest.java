package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.message.Generation.V0_5;
import static proxystore.relay.message.Generation.V1_0;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.User;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;
import proxystore.relay.message.Response;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.Connection;

/** {@link RelayServer} where one uuid is registered from several connections: the newest connection wins. */
class RelayServerNewestConnectionTest {
    private static final UUID A = new UUID(0, 10);
    private static final UUID B = new UUID(0, 11);
    private static final int CONNECTIONS = 40;
    private static final Authentication ALICE = new Authentication.Accepted(new User("alice", "Alice"));

    /** Answers when the test says so. */
    private static final class PendingChecks implements Authenticator {
        private final Queue<CompletableFuture<Authentication>> checks = new ConcurrentLinkedQueue<>();

        @Override
        public CompletionStage<Authentication> authenticate(Credentials credentials) {
            CompletableFuture<Authentication> check = new CompletableFuture<>();
            checks.add(check);
            return check;
        }
    }

    private final Random random = new Random(1);
    private final PendingChecks users = new PendingChecks();
    private final RelayServerFixture relay = new RelayServerFixture(Authenticator.NONE, Map.of());
    private final RelayServerFixture relayWithUsers = new RelayServerFixture(users, Map.of());

    @AfterEach
    void nothingIsLeft() {
        relay.assertNothingIsLeftWhenAllHaveGone();
        relayWithUsers.assertNothingIsLeftWhenAllHaveGone();
    }

    private SocketlessPeer openWithToken() {
        return relayWithUsers.open(new Credentials(Optional.of("token"), Optional.empty()));
    }

    private static CloseStatus displaced(Generation generation) {
        return generation == V0_5 ? CloseStatus.DISPLACED_0_5 : CloseStatus.DISPLACED_1_0;
    }

    private static Client owner(RelayServerFixture relay, UUID uuid) {
        return Objects.requireNonNull(relay.registry.find(uuid));
    }

    private void inRandomOrder(List<Runnable> tasks) throws Exception {
        List<Runnable> shuffled = new ArrayList<>(tasks);
        Collections.shuffle(shuffled, random);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> ends = new ArrayList<>();
        shuffled.forEach(task -> ends.add(threads.submit(task)));
        threads.shutdown();
        for (Future<?> end : ends) {
            end.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void registrationsProcessedInAnyOrderLeaveTheNewestConnection() throws Exception {
        for (int round = 0; round < 20; round++) {
            UUID uuid = new UUID(1, round);
            List<SocketlessPeer> peers = new ArrayList<>();
            List<Generation> generations = new ArrayList<>();
            List<Runnable> registrations = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                SocketlessPeer peer = relay.open();
                Generation generation = random.nextBoolean() ? V0_5 : V1_0;
                peers.add(peer);
                generations.add(generation);
                registrations.add(() -> peer.register(generation, uuid));
            }
            inRandomOrder(registrations);
            for (int i = 0; i < CONNECTIONS - 1; i++) {
                assertThat(peers.get(i).closedWith()).isEqualTo(displaced(generations.get(i)));
            }
            SocketlessPeer newest = peers.get(CONNECTIONS - 1);
            assertThat(newest.connection.isOpen()).isTrue();
            assertThat(newest.received()).containsExactly(Response.registered(generations.get(CONNECTIONS - 1)));
            assertThat(owner(relay, uuid).connection()).isSameAs(newest.connection);
        }
    }

    @Test
    void checksThatEndInAnyOrderLeaveTheNewestConnection() throws Exception {
        for (int round = 0; round < 20; round++) {
            UUID uuid = new UUID(1, round);
            List<SocketlessPeer> peers = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                peers.add(openWithToken().register(random.nextBoolean() ? V0_5 : V1_0, uuid));
            }
            List<Runnable> answers = new ArrayList<>();
            users.checks.forEach(check -> answers.add(() -> check.complete(ALICE)));
            users.checks.clear();
            inRandomOrder(answers);
            SocketlessPeer newest = peers.remove(CONNECTIONS - 1);
            assertThat(peers).allSatisfy(peer -> assertThat(peer.closedWith()).isEqualTo(CloseStatus.DISPLACED_1_0));
            assertThat(newest.connection.isOpen()).isTrue();
            assertThat(owner(relayWithUsers, uuid).connection()).isSameAs(newest.connection);
        }
    }

    @ParameterizedTest
    @EnumSource
    void olderConnectionIsClosedWithItsOwnGenerationsCodeAndTheNewerIsNotAffected(Generation generation) {
        SocketlessPeer older = relay.open();
        SocketlessPeer newer = relay.open().register(V1_0, A);
        Client owner = owner(relay, A);

        older.register(generation, A);

        assertThat(older.closedWith()).isEqualTo(displaced(generation));
        assertThat(older.received()).isEmpty();
        assertThat(newer.closedWith()).isNull();
        assertThat(owner(relay, A)).isSameAs(owner);
    }

    @Test
    void olderConnectionThatRegistersTheUuidOfANewerOneLosesItsRegistration() {
        SocketlessPeer older = relay.open().register(V1_0, B);
        relay.open().register(V1_0, A);
        older.register(V1_0, A);
        assertThat(older.closedWith()).isEqualTo(CloseStatus.DISPLACED_1_0);
        assertThat(relay.registered()).containsExactly(A);
    }

    @Test
    void olderConnectionMayHaveTheUuidOnceTheNewerHasGone() {
        SocketlessPeer older = relay.open();
        SocketlessPeer newer = relay.open().register(V1_0, A);
        newer.connection.closed("gone");
        older.register(V1_0, A);
        assertThat(older.received()).containsExactly(Response.registered(V1_0));
        assertThat(owner(relay, A).connection()).isSameAs(older.connection);
    }

    @Test
    void refusedOlderConnectionsAreNoFight() {
        for (int i = 0; i < 200; i++) { // takeover.max_per_minute is 60
            SocketlessPeer older = relay.open();
            relay.open().register(V1_0, new UUID(2, 0));
            older.register(V1_0, new UUID(2, 0));
            relay.registry.clients().forEach(client -> ((Connection) client.connection()).closed("gone"));
        }
        relay.open().register(V1_0, new UUID(2, 0));
        assertThat(relay.open().register(V1_0, new UUID(2, 0)).received()).containsExactly(Response.registered(V1_0));
    }

    @Test
    void connectionThatHasTakenAnotherUuidMeanwhileIsNotDisplaced() {
        SocketlessPeer moving = relay.open().register(V1_0, A);
        // The first half of a registration under another uuid: the old one is not released yet.
        Client moved = new Client("name", B, User.ANONYMOUS, moving.connection, Instant.EPOCH);
        moving.connection.register(moved, V1_0);
        relay.registry.register(moved);

        SocketlessPeer newcomer = relay.open().register(V1_0, A);

        assertThat(newcomer.received()).containsExactly(Response.registered(V1_0));
        assertThat(moving.closedWith()).isNull();
        assertThat(relay.registered()).containsExactly(A, B);
    }
}
