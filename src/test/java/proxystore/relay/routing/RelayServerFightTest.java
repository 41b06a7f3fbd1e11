package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.message.Generation.V0_5;
import static proxystore.relay.message.Generation.V1_0;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.events.Refusal;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Response;

/** {@link RelayServer} between two endpoints that displace each other. */
class RelayServerFightTest {
    private static final UUID A = new UUID(0, 10);

    private final RelayServerFixture relay =
            new RelayServerFixture(Authenticator.NONE, Map.of("takeover.max_per_minute", "2"));

    @AfterEach
    void nothingIsLeft() {
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    @Test
    void newcomerIsRefusedOnceTheBoundIsPassed() {
        relay.open().register(V1_0, A);
        relay.open().register(V1_0, A);
        SocketlessPeer owner = relay.open().register(V1_0, A);

        SocketlessPeer refused = relay.open().register(V1_0, A);

        assertThat(refused.closedWith()).isEqualTo(CloseStatus.DISPLACED_1_0);
        assertThat(refused.received()).isEmpty();
        assertThat(owner.closedWith()).isNull();
        assertThat(relay.registry.find(A))
                .isNotNull()
                .satisfies(client -> assertThat(client.connection()).isSameAs(owner.connection));
    }

    @Test
    void ownerMayRegisterAgainAndAnyClientOnceTheOwnerHasGone() {
        relay.open().register(V1_0, A);
        relay.open().register(V1_0, A);
        SocketlessPeer owner = relay.open().register(V1_0, A).register(V1_0, A);
        assertThat(owner.closedWith()).isNull();

        owner.connection.closed("gone");

        assertThat(relay.open().register(V1_0, A).received()).containsExactly(Response.registered(V1_0));
    }

    @Test
    void refusedNewcomerLosesItsRegistration() {
        UUID b = new UUID(0, 11);
        SocketlessPeer other = relay.open().register(V1_0, b);
        for (int i = 0; i < 3; i++) {
            relay.open().register(V1_0, A);
        }
        other.register(V1_0, A);
        assertThat(other.closedWith()).isEqualTo(CloseStatus.DISPLACED_1_0);
        assertThat(relay.registered()).containsExactly(A);
    }

    /** No stock endpoint of 0.5 reconnects by itself, but any client may register as one. */
    @Test
    void newcomerOf05IsRefusedOnceTheBoundIsPassed() {
        relay.open().register(V0_5, A);
        relay.open().register(V1_0, A);
        SocketlessPeer owner = relay.open().register(V0_5, A);

        SocketlessPeer refused = relay.open().register(V0_5, A);

        assertThat(refused.closedWith()).isEqualTo(CloseStatus.DISPLACED_0_5);
        assertThat(refused.received()).isEmpty();
        assertThat(owner.closedWith()).isNull();
        assertThat(relay.events.get()).contains("refused " + Refusal.TAKEOVERS);
    }
}
