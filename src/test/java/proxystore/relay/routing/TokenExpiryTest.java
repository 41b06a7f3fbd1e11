package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.SettableWallClock;
import proxystore.relay.auth.User;
import proxystore.relay.config.RelayConfig;

class TokenExpiryTest {
    private final SettableWallClock clock = new SettableWallClock();

    private Optional<Duration> lifetime(String reauthenticate, Optional<Instant> expiry) {
        RelayConfig config = RelayConfig.of(Map.of("auth.reauthenticate", reauthenticate, "auth.clock_skew", "60"));
        return new TokenExpiry(config.auth(), clock).of(new Authentication.Accepted(User.ANONYMOUS, expiry));
    }

    private boolean isOver(String reauthenticate, Optional<Instant> expiry) {
        RelayConfig config = RelayConfig.of(Map.of("auth.reauthenticate", reauthenticate, "auth.clock_skew", "60"));
        return new TokenExpiry(config.auth(), clock).isOver(new Authentication.Accepted(User.ANONYMOUS, expiry));
    }

    @Test
    void connectionOutlivesItsTokenUnlessTheConfigurationSaysOtherwise() {
        assertThat(lifetime("never", Optional.of(clock.instant().plusSeconds(5))))
                .isEmpty();
    }

    @Test
    void connectionLivesUntilTheTokenHasExpiredByEveryClock() {
        assertThat(lifetime("close", Optional.of(clock.instant().plusSeconds(5))))
                .contains(Duration.ofSeconds(65));
        assertThat(lifetime("close", Optional.of(clock.instant().minusSeconds(90))))
                .contains(Duration.ofSeconds(-30));
    }

    @Test
    void proofIsOverWhenTheTokenHasExpiredByEveryClock() {
        for (String reauthenticate : new String[] {"never", "close"}) {
            assertThat(isOver(reauthenticate, Optional.of(clock.instant().minusSeconds(59))))
                    .isFalse();
            assertThat(isOver(reauthenticate, Optional.of(clock.instant().minusSeconds(60))))
                    .isTrue();
            assertThat(isOver(reauthenticate, Optional.of(Instant.MAX))).isFalse();
            assertThat(isOver(reauthenticate, Optional.empty())).isFalse();
        }
    }

    @Test
    void tokenWithoutExpiryNeverExpires() {
        assertThat(lifetime("close", Optional.empty())).isEmpty();
        assertThat(lifetime("close", Optional.of(Instant.MAX))).isEmpty();
    }
}
