package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.LogLines;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.config.SourcePolicy;
import proxystore.relay.message.Generation;
import proxystore.relay.peer.Client;

class SourcePolicyCheckTest {
    private static final UUID OWN = new UUID(0, 10);
    private static final UUID FOREIGN = new UUID(0, 11);

    @RegisterExtension
    private final LogLines lines = new LogLines(SourcePolicyCheck.class);

    @ParameterizedTest
    @CsvSource({
        "TRUST, false, false, 0",
        "WARN, false, false, 1",
        "ENFORCE, false, true, 1",
        "TRUST, true, true, 1",
        "WARN, true, true, 1",
        "ENFORCE, true, true, 1"
    })
    void foreignSourceIsTreatedAsThePolicySays(SourcePolicy policy, boolean users, boolean refused, int warnings) {
        RelayServerFixture relay = new RelayServerFixture(Authenticator.NONE, Map.of());
        relay.open().register(Generation.V1_0, OWN);
        Client sender = Objects.requireNonNull(relay.registry.find(OWN));
        SourcePolicyCheck check = new SourcePolicyCheck(policy, users);

        assertThat(check.refuses(sender, OWN)).isFalse();
        assertThat(lines.get()).isEmpty();
        assertThat(check.refuses(sender, FOREIGN)).isEqualTo(refused);
        assertThat(lines.get()).hasSize(warnings);
    }
}
