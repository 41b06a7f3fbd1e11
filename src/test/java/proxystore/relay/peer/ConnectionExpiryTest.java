package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import proxystore.relay.message.CloseStatus;

/** A connection whose client's token expires. */
class ConnectionExpiryTest {
    private final ConnectionFixture fixture = new ConnectionFixture();
    private final RecordingTransport transport = new RecordingTransport("192.0.2.1:1");
    private final Connection connection = fixture.open(transport);

    @Test
    void heartbeatClosesTheConnectionAtTheExpiry() {
        connection.expireAfter(Duration.ofSeconds(5));
        fixture.tickAfter(Duration.ofMillis(4999));
        assertThat(connection.isOpen()).isTrue();
        fixture.tickAfter(Duration.ofMillis(1));
        assertThat(transport.closes()).containsExactly(new CloseStatus(4002, "ForbiddenError: Token has expired."));
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void newerProofCounts() {
        connection.expireAfter(Duration.ofSeconds(5));
        connection.expireAfter(Duration.ofSeconds(10));
        fixture.tickAfter(Duration.ofSeconds(9));
        assertThat(connection.isOpen()).isTrue();
        fixture.tickAfter(Duration.ofSeconds(1));
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void expiredProofEndsTheConnectionAtTheNextTick() {
        connection.expireAfter(Duration.ofSeconds(-1));
        assertThat(connection.isOpen()).isTrue();
        fixture.tickAfter(Duration.ofMillis(1));
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void closesOnce() {
        connection.expireAfter(Duration.ofSeconds(1));
        fixture.tickAfter(Duration.ofSeconds(1));
        fixture.tickAfter(Duration.ofSeconds(1));
        assertThat(transport.closes()).hasSize(1);
    }
}
