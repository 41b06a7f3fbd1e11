package proxystore.relay.auth.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import proxystore.relay.auth.Authentication;

class AudienceTest {
    @Test
    void oneOfTheAcceptedIsEnough() {
        Audience audience = new Audience(Set.of("ProxyStore", "relay"));
        assertThat(audience.refusal(List.of("other", "relay"))).isEmpty();
        assertThat(audience.refusal(List.of("ProxyStore"))).isEmpty();
    }

    @Test
    void noneOfThemIsForbiddenInProxyStoresWords() {
        assertThat(new Audience(Set.of("ProxyStore")).refusal(List.of("transfer.api.globus.org")))
                .contains(new Authentication.Forbidden("Token audience does not include \"ProxyStore\". This could"
                        + " result in a confused deputy attack. Ensure the correct scopes are requested when the token"
                        + " is created."));
        assertThat(new Audience(Set.of("b", "a")).refusal(List.of()))
                .hasValueSatisfying(refusal -> assertThat(refusal.why()).contains("\"a\" or \"b\""));
    }

    @Test
    void partOfAnAudienceIsNotTheAudience() {
        assertThat(new Audience(Set.of("ProxyStore")).refusal(List.of("NotProxyStoreAtAll", "proxystore")))
                .isPresent();
    }

    @Test
    void oddMembersMatchNothing() {
        assertThat(new Audience(Set.of("5")).refusal(Arrays.asList(5L, null, List.of("5"))))
                .isPresent();
    }

    @Test
    void nothingAskedForAcceptsAll() {
        assertThat(new Audience(Set.of()).refusal(List.of())).isEmpty();
    }
}
