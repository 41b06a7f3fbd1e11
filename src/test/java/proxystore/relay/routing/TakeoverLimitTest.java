package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.LogLines;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.SettableWallClock;
import proxystore.relay.auth.User;
import proxystore.relay.config.TakeoverConfig;
import proxystore.relay.events.Refusal;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.Connection;
import proxystore.relay.peer.RecordingTransport;

class TakeoverLimitTest {
    private static final int MAX_UUIDS = 50;
    private static final UUID A = new UUID(0, 10);
    private static final User ALICE = new User("alice", "alice");

    private final SettableWallClock clock = new SettableWallClock();
    private final TakeoverLimit limit = new TakeoverLimit(() -> new TakeoverConfig(3, MAX_UUIDS), clock::nanoTime);

    @RegisterExtension
    private final LogLines lines = new LogLines(TakeoverLimit.class);

    private static Client client(UUID uuid, User user, String address) {
        Connection connection = new RelayServerFixture(Authenticator.NONE, Map.of())
                .server.open(new RecordingTransport(address), Credentials.NONE);
        return new Client("name", uuid, user, connection, Instant.EPOCH);
    }

    private boolean refuses() {
        return limit.refuses(client(A, ALICE, "192.0.2.1:1"), client(A, ALICE, "192.0.2.2:2"));
    }

    private void takeOver(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(refuses()).isFalse();
        }
    }

    private List<String> warnings() {
        return lines.get().stream().filter(line -> line.startsWith("WARN ")).toList();
    }

    @Test
    void oneTakeoverTooManyIsRefusedForTheRestOfTheMinute() {
        takeOver(3);
        assertThat(refuses()).isTrue();
        clock.advance(Duration.ofNanos(TakeoverLimit.MINUTE_NANOS - 1));
        assertThat(refuses()).isTrue();
        clock.advance(Duration.ofNanos(1));
        takeOver(3);
        assertThat(refuses()).isTrue();
    }

    @Test
    void stepOfTheTimeOfDayNeitherEndsNorProlongsTheMinute() {
        for (Duration step : List.of(Duration.ofHours(-1), Duration.ofHours(1))) {
            takeOver(3);
            clock.step(step);
            assertThat(refuses()).isTrue();
            clock.advance(Duration.ofMinutes(1));
        }
    }

    @Test
    void oneWarningAMinuteNamesBothAddresses() {
        takeOver(3);
        assertThat(warnings()).isEmpty();
        for (int i = 0; i < 100; i++) {
            assertThat(refuses()).isTrue();
        }
        assertThat(warnings())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("192.0.2.1:1", "192.0.2.2:2", A.toString()));
        clock.advance(Duration.ofMinutes(1));
        takeOver(3);
        assertThat(refuses()).isTrue();
        assertThat(warnings()).hasSize(2);
    }

    /** One client may fight over any number of uuids, from any number of connections. */
    @Test
    void warningsOfAllUuidsHaveTheLimitOfLinesOfTheNewcomersAddress() {
        RelayServerFixture relay = new RelayServerFixture(
                Authenticator.NONE, Map.of("logging.max_lines", "5", "takeover.max_per_minute", "1"));
        for (int i = 0; i < 10; i++) {
            UUID uuid = new UUID(2, i);
            for (int j = 0; j < 3; j++) {
                relay.open().register(Generation.V1_0, uuid);
            }
        }
        assertThat(relay.events.get())
                .filteredOn(event -> event.equals("refused " + Refusal.TAKEOVERS))
                .hasSize(10);
        assertThat(warnings().size()).isLessThanOrEqualTo(5);
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    @Test
    void slowTakeoversAreNoFight() {
        for (int i = 0; i < 100; i++) {
            takeOver(1);
            clock.advance(Duration.ofSeconds(20));
        }
    }

    @Test
    void uuidsAreCountedApart() {
        takeOver(3);
        UUID other = new UUID(0, 11);
        assertThat(limit.refuses(client(other, ALICE, "a"), client(other, ALICE, "b")))
                .isFalse();
    }

    @Test
    void registrationWithoutAnOpenOwnerIsNoTakeover() {
        takeOver(3);
        Client newcomer = client(A, ALICE, "192.0.2.2:2");
        Client gone = client(A, ALICE, "192.0.2.1:1");
        gone.connection().close(CloseStatus.RELAY_STOPS);
        assertThat(limit.refuses(null, newcomer)).isFalse();
        assertThat(limit.refuses(gone, newcomer)).isFalse();
        assertThat(limit.refuses(newcomer, newcomer)).isFalse();
    }

    /** Else another user could lock an endpoint out by registering its uuid often. */
    @Test
    void otherUsersAttemptsDoNotCount() {
        User mallory = new User("mallory", "mallory");
        for (int i = 0; i < 10; i++) {
            assertThat(limit.refuses(client(A, ALICE, "192.0.2.1:1"), client(A, mallory, "192.0.2.66:6")))
                    .isFalse();
        }
        takeOver(3);
    }

    @Test
    void watchedUuidsAreBounded() {
        for (int i = 0; i < MAX_UUIDS + 10; i++) {
            UUID uuid = new UUID(1, i);
            assertThat(limit.refuses(client(uuid, ALICE, "a"), client(uuid, ALICE, "b")))
                    .isFalse();
        }
        assertThat(limit.size()).isEqualTo(MAX_UUIDS);
        clock.advance(Duration.ofMinutes(1));
        takeOver(1);
        assertThat(limit.size()).isEqualTo(1);
    }
}
