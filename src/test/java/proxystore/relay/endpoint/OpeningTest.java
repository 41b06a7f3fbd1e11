package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;

class OpeningTest {
    private final Relay relay = new Relay(RelayConfig.defaults());
    private final Opening opening = new Opening(relay, "192.0.2.1:1", Wire.STANDARD);

    @AfterEach
    void close() {
        relay.close();
    }

    @Test
    void isInPlaceWithinItsScopeOnItsThread() throws InterruptedException {
        assertThat(Opening.current()).isNull();
        try (Opening.Scope scope = opening.enter()) {
            assertThat(scope).isNotNull();
            assertThat(Opening.current()).isSameAs(opening);
            boolean[] elsewhere = new boolean[1];
            Thread other = new Thread(() -> elsewhere[0] = Opening.current() != null);
            other.start();
            other.join(TimeUnit.SECONDS.toMillis(5));
            assertThat(elsewhere[0]).isFalse();
        }
        assertThat(Opening.current()).isNull();
    }

    @Test
    void addressIsShownWithItsPort() {
        assertThat(Opening.address("192.0.2.1", 8765)).isEqualTo("192.0.2.1:8765");
        assertThat(Opening.address("2001:db8::1", 8765)).isEqualTo("[2001:db8::1]:8765");
    }

    @Test
    void openingWithoutAUserHasNone() {
        assertThat(opening.user()).isEmpty();
    }
}
