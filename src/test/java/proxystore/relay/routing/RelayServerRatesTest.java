package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.message.Generation.V0_5;
import static proxystore.relay.message.Generation.V1_0;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;
import proxystore.relay.message.PeerConnection;

/** {@link RelayServer} with clients that send faster than they may. */
class RelayServerRatesTest {
    private static final UUID A = new UUID(0, 10);
    private static final UUID B = new UUID(0, 11);

    private final RelayServerFixture relay = new RelayServerFixture(
            Authenticator.NONE,
            Map.of(
                    "rate.max_messages_per_second", "2",
                    "rate.max_bytes_per_second", "1000",
                    "rate.burst_seconds", "2",
                    "rate.max_registrations_per_minute", "3",
                    "rate.max_malformed_per_minute", "5"));

    @AfterEach
    void nothingIsLeft() {
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    private static void send(SocketlessPeer sender, int messages, int bytes) {
        for (int i = 0; i < messages; i++) {
            PeerConnection message = SocketlessPeer.offer(A, B, "sdp");
            sender.connection.receive(message, bytes);
        }
    }

    private static List<PeerConnection> messages(SocketlessPeer receiver) {
        return receiver.received().stream()
                .filter(PeerConnection.class::isInstance)
                .map(PeerConnection.class::cast)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void messagesPastTheRateAreReturnedAndOthersOfTheClientDelivered(Generation generation) {
        SocketlessPeer sender = relay.open().register(generation, A);
        SocketlessPeer receiver = relay.open().register(generation, B);
        relay.events.next();

        send(sender, 6, 1);

        assertThat(messages(receiver))
                .hasSize(4)
                .allSatisfy(message -> assertThat(message.error()).isNull());
        assertThat(messages(sender))
                .hasSize(2)
                .allSatisfy(message -> assertThat(message.error())
                        .isEqualTo("Cannot forward peer connection message to peer " + B
                                + " because its sender sends faster than the relay allows (rate)."));
        assertThat(relay.events.next().stream().filter("returned RATE"::equals)).hasSize(2);

        relay.clock.advance(Duration.ofMillis(500));
        send(sender, 2, 1);
        assertThat(messages(receiver)).hasSize(5);
        assertThat(messages(sender)).hasSize(3);
        assertThat(sender.closedWith()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void readingIsSuspendedPastTheRateAndNothingReturned(Generation generation) {
        SocketlessPeer sender = relay.open().register(generation, A);
        SocketlessPeer receiver = relay.open().register(generation, B);
        sender.transport.suspendable();
        relay.events.next();

        send(sender, 4, 1);
        assertThat(sender.transport.suspension()).isNull();
        send(sender, 2, 1);

        assertThat(sender.transport.suspension()).isEqualTo(Duration.ofSeconds(1));
        assertThat(messages(receiver)).hasSize(6);
        assertThat(messages(sender)).isEmpty();
        assertThat(relay.events.next().stream().filter("reading suspended"::equals))
                .hasSize(1);

        sender.transport.resume();
        relay.clock.advance(Duration.ofSeconds(1));
        send(sender, 1, 4000);
        assertThat(sender.transport.suspension()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void bytesPastTheRateAreReturned() {
        SocketlessPeer sender = relay.open().register(V1_0, A);
        SocketlessPeer receiver = relay.open().register(V1_0, B);
        send(sender, 3, 1999);
        assertThat(messages(receiver)).hasSize(2);
        assertThat(messages(sender)).hasSize(1);
    }

    @Test
    void otherConnectionsHaveTheirOwnRate() {
        SocketlessPeer sender = relay.open().register(V1_0, A);
        SocketlessPeer receiver = relay.open().register(V1_0, B);
        send(sender, 10, 1);
        send(receiver, 4, 1);
        assertThat(messages(receiver)).hasSize(8);
    }

    @ParameterizedTest
    @EnumSource
    void connectionThatRegistersTooOftenIsClosed(Generation generation) {
        SocketlessPeer peer = relay.open();
        for (int i = 0; i < 3; i++) {
            assertThat(peer.register(generation, A).closedWith()).isNull();
        }
        relay.clock.advance(Duration.ofSeconds(20));
        assertThat(peer.register(generation, A).closedWith()).isNull();
        relay.events.next();

        assertThat(peer.register(generation, A).closedWith()).isEqualTo(CloseStatus.TOO_MANY_REGISTRATIONS);
        assertThat(relay.events.next()).contains("refused REGISTRATIONS");
    }

    @Test
    void connectionOf05ThatSendsTooManyMalformedMessagesIsClosed() {
        SocketlessPeer peer = relay.open().register(V0_5, A);
        IntStream.range(0, 5).forEach(i -> peer.connection.receiveMalformed("no JSON"));
        assertThat(peer.closedWith()).isNull();
        relay.events.next();

        peer.connection.receiveMalformed("no JSON");
        assertThat(peer.closedWith()).isEqualTo(CloseStatus.TOO_MANY_MALFORMED);
        assertThat(relay.events.next()).contains("malformed 0.5", "refused MALFORMED");
    }

    @Test
    void defaultsLetAnEndpointContactThousandsOfPeersAtOnce() {
        RelayServerFixture byDefault = new RelayServerFixture(Authenticator.NONE, Map.of());
        SocketlessPeer sender = byDefault.open().register(V1_0, A);
        SocketlessPeer receiver = byDefault.open().register(V1_0, B);
        send(sender, 20_000, 10_000);
        assertThat(messages(receiver)).hasSize(20_000);
        byDefault.assertNothingIsLeftWhenAllHaveGone();
    }
}
