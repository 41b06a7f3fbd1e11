package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import proxystore.relay.auth.User;
import proxystore.relay.log.LogText;

class ClientTest {
    private final Connection connection = new ConnectionFixture().open(new RecordingTransport("192.0.2.1:1"));

    private Client client(String name) {
        return new Client(name, new UUID(0, 42), User.ANONYMOUS, connection, Instant.EPOCH);
    }

    @Test
    void oneRegistrationIsNotAnother() {
        Client first = client("name");
        Client second = client("name");
        assertThat(first).isNotEqualTo(second);
        assertThat(List.of(second, first).indexOf(first)).isEqualTo(1);
        assertThat(Set.of(first, second)).hasSize(2).contains(first, second);
    }

    @Test
    void nameCannotForgeALogLine() {
        assertThat(client("a\nb")).hasToString("00000000-0000-0000-0000-00000000002a (a\\u000ab)");
    }

    @Test
    void nameIsKeptAsFarAsItIsShown() {
        assertThat(client("x".repeat(1_000_000)).name()).isEqualTo("x".repeat(LogText.MAX_LENGTH) + "…");
    }
}
