package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;

class HandshakeContextTest {
    private final Relay relay = new Relay(RelayConfig.defaults());
    private final HandshakeContext handshake = new HandshakeContext(relay, "192.0.2.1:1", TransportDecorator.STANDARD);

    @AfterEach
    void close() {
        relay.close();
    }

    @Test
    void isInPlaceWithinItsScopeOnItsThread() throws InterruptedException {
        assertThat(HandshakeContext.current()).isNull();
        try (HandshakeContext.Scope scope = handshake.enter()) {
            assertThat(scope).isNotNull();
            assertThat(HandshakeContext.current()).isSameAs(handshake);
            boolean[] elsewhere = new boolean[1];
            Thread other = new Thread(() -> elsewhere[0] = HandshakeContext.current() != null);
            other.start();
            other.join(TimeUnit.SECONDS.toMillis(5));
            assertThat(elsewhere[0]).isFalse();
        }
        assertThat(HandshakeContext.current()).isNull();
    }

    @Test
    void addressIsShownWithItsPort() {
        assertThat(HandshakeContext.address("192.0.2.1", 8765)).isEqualTo("192.0.2.1:8765");
        assertThat(HandshakeContext.address("2001:db8::1", 8765)).isEqualTo("[2001:db8::1]:8765");
    }

    @Test
    void handshakeWithoutAUserHasNone() {
        assertThat(handshake.user()).isEmpty();
    }
}
