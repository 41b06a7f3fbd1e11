package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.message.Generation.V0_5;
import static proxystore.relay.message.Generation.V1_0;
import static proxystore.relay.routing.SocketlessPeer.offer;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;
import proxystore.relay.message.Response;

/** Registrations and mistakes, where there are no users. */
class RelayServerTest {
    private static final UUID A = new UUID(0, 10);
    private static final UUID B = new UUID(0, 11);

    private RelayServerFixture relay = new RelayServerFixture(Authenticator.NONE, Map.of());

    @AfterEach
    void nothingIsLeft() {
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    private String nameOf(UUID uuid) {
        return Objects.requireNonNull(relay.registry.find(uuid)).name();
    }

    @ParameterizedTest
    @EnumSource
    void registrationIsStoredAndAnswered(Generation generation) {
        SocketlessPeer peer = relay.open().register(generation, A);
        assertThat(peer.received()).containsExactly(new Response(true, null, false, generation));
        assertThat(relay.registered()).containsExactly(A);
        assertThat(peer.connection.generation()).isEqualTo(generation);
    }

    @Test
    void secondRegistrationOfOneConnectionLeavesTheFirstIn05() {
        SocketlessPeer peer = relay.open().register(V0_5, A, "first").register(V0_5, B, "second");
        assertThat(peer.received()).containsExactly(Response.registered(V0_5), Response.registered(V0_5));
        assertThat(relay.registered()).containsExactly(A);
        assertThat(nameOf(A)).isEqualTo("first");
    }

    @Test
    void secondRegistrationOfOneConnectionReplacesTheFirstIn10() {
        SocketlessPeer peer = relay.open().register(V1_0, A, "first").register(V1_0, A, "second");
        assertThat(peer.received()).containsExactly(Response.registered(V1_0), Response.registered(V1_0));
        assertThat(nameOf(A)).isEqualTo("second");
        assertThat(peer.closedWith()).isNull();
    }

    @Test
    void oldUuidIsReleasedIn10() {
        SocketlessPeer peer = relay.open().register(V1_0, A).register(V1_0, B, "second");
        assertThat(relay.registered()).containsExactly(B);
        assertThat(nameOf(B)).isEqualTo("second");
        SocketlessPeer other = relay.open().register(V1_0, A);
        assertThat(relay.registered()).containsExactly(A, B);
        peer.connection.closed("gone");
        assertThat(relay.registered()).containsExactly(A);
        assertThat(other.closedWith()).isNull();
    }

    @Test
    void secondRegistrationMayTakeAUuidFromAnotherConnection() {
        SocketlessPeer other = relay.open().register(V1_0, B);
        SocketlessPeer peer = relay.open().register(V1_0, A).register(V1_0, B);
        assertThat(relay.registered()).containsExactly(B);
        assertThat(other.closedWith()).isEqualTo(CloseStatus.DISPLACED_1_0);
        assertThat(peer.closedWith()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"V0_5,V0_5,1001", "V0_5,V1_0,1001", "V1_0,V0_5,4004", "V1_0,V1_0,4004"})
    void newcomerDisplacesTheOwnerWhoseOwnGenerationSaysHow(Generation old, Generation young, int code) {
        SocketlessPeer owner = relay.open().register(old, A);
        SocketlessPeer newcomer = relay.open().register(young, A, "newcomer");
        assertThat(newcomer.received()).containsExactly(Response.registered(young));
        assertThat(nameOf(A)).isEqualTo("newcomer");
        assertThat(owner.closedWith()).isEqualTo(old.displaced());
        assertThat(old.displaced().code()).isEqualTo(code);
        assertThat(newcomer.closedWith()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void frozenOwnerDelaysNoClientAndItsLateEndRemovesNone(Generation generation) {
        SocketlessPeer owner = relay.open();
        owner.transport.whenClosed(() -> {});
        owner.register(generation, A);
        owner.transport.hold();
        SocketlessPeer newcomer = relay.open().register(generation, A);
        assertThat(newcomer.received()).containsExactly(Response.registered(generation));
        owner.connection.closed("at last");
        assertThat(relay.registered()).containsExactly(A);
        newcomer.connection.closed("gone");
        assertThat(relay.registered()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void peerConnectionBeforeARegistrationIsRefused(Generation generation) {
        relay = new RelayServerFixture(Authenticator.NONE, Map.of("protocol", generation.toString()));
        SocketlessPeer peer = relay.open();
        peer.send(offer(A, B, "d"));
        if (generation == V0_5) {
            assertThat(peer.received())
                    .containsExactly(new Response(false, "client has not registered yet", true, V0_5));
            assertThat(peer.closedWith()).isNull();
        } else {
            assertThat(peer.received()).isEmpty();
            assertThat(peer.closedWith())
                    .isEqualTo(CloseStatus.forbidden(
                            "Client has not registered and authenticated with the relay server."));
        }
    }

    @Test
    void malformedMessagesAreSkippedIn05() {
        SocketlessPeer peer = relay.open();
        peer.send("[]");
        peer.register(V0_5, A);
        peer.send("{\"message_type\":\"unknown\"}");
        peer.send(Response.registered(V0_5));
        peer.send(offer(A, A, "still here"));
        assertThat(peer.received()).containsExactly(Response.registered(V0_5), offer(A, A, "still here"));
        assertThat(peer.closedWith()).isNull();
    }

    @Test
    void malformedMessageClosesTheConnectionIn10() {
        SocketlessPeer peer = relay.open().register(V1_0, A);
        peer.send("[]");
        assertThat(peer.closedWith()).isEqualTo(new CloseStatus(4000, "Unknown message type."));
        assertThat(relay.registered()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void responseOfAClientClosesTheConnectionIn10(Generation spoken) {
        SocketlessPeer peer = relay.open().register(V1_0, A);
        peer.send(Response.registered(spoken));
        assertThat(peer.closedWith()).isEqualTo(new CloseStatus(4000, "Unknown message type."));
    }

    @ParameterizedTest
    @CsvSource({"V0_5,1003", "V1_0,4000"})
    void binaryMessageClosesAndUnregisters(Generation generation, int code) {
        SocketlessPeer peer = relay.open().register(generation, A);
        peer.sendBinary();
        assertThat(Objects.requireNonNull(peer.closedWith()).code()).isEqualTo(code);
        assertThat(relay.registered()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"V0_5,1009", "V1_0,4003"})
    void messageOverTheLimitClosesAndUnregisters(Generation generation, int code) {
        SocketlessPeer peer = relay.open().register(generation, A);
        peer.sendTooLong();
        assertThat(peer.closedWith()).isEqualTo(new CloseStatus(code, "Message length exceeds limit."));
        assertThat(relay.registered()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void clientThatLeavesIsUnregistered(Generation generation) {
        SocketlessPeer peer = relay.open().register(generation, A);
        peer.connection.closed("closed with 1000");
        assertThat(relay.registered()).isEmpty();
    }

    @Test
    void connectionKeepsItsGeneration() {
        SocketlessPeer old = relay.open().register(V0_5, A).register(V1_0, B);
        assertThat(old.received()).containsExactly(Response.registered(V0_5));
        assertThat(old.closedWith()).isNull();
        SocketlessPeer young = relay.open().register(V1_0, B).register(V0_5, A);
        assertThat(young.closedWith()).isEqualTo(CloseStatus.MALFORMED_1_0);
        assertThat(relay.registered()).containsExactly(A);
    }

    @Test
    void configuredProtocolDecidesBeforeTheFirstRegistration() {
        assertThat(relay.server.initialGeneration()).isEqualTo(V0_5);

        relay = new RelayServerFixture(Authenticator.NONE, Map.of("protocol", "0.5"));
        SocketlessPeer young = relay.open().register(V1_0, A);
        assertThat(young.received()).isEmpty();
        assertThat(young.connection.admission().maxMessageBytes()).isEqualTo(8192);
        assertThat(young.register(V0_5, A).received()).isEqualTo(List.of(Response.registered(V0_5)));

        relay = new RelayServerFixture(Authenticator.NONE, Map.of("protocol", "1.0"));
        assertThat(relay.open().register(V0_5, A).closedWith()).isEqualTo(CloseStatus.MALFORMED_1_0);
        SocketlessPeer mistaken = relay.open();
        mistaken.sendBinary();
        assertThat(mistaken.closedWith()).isEqualTo(CloseStatus.MALFORMED_1_0);
        assertThat(relay.open().register(V1_0, A).received()).containsExactly(Response.registered(V1_0));
    }
}
