package proxystore.relay.auth.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import proxystore.relay.auth.Authentication;

class AudienceTest {
    @Test
    void oneAcceptedAudienceIsEnough() {
        Audience audience = new Audience(List.of("ProxyStore", "relay"));
        assertThat(audience.refusal(List.of("other", "relay"))).isEmpty();
        assertThat(audience.refusal(List.of("ProxyStore"))).isEmpty();
    }

    @Test
    void otherAudiencesAreForbiddenWithProxyStoresText() {
        assertThat(new Audience(List.of("ProxyStore")).refusal(List.of("transfer.api.globus.org")))
                .contains(new Authentication.Forbidden("Token audience does not include \"ProxyStore\". This could"
                        + " result in a confused deputy attack. Ensure the correct scopes are requested when the token"
                        + " is created."));
        assertThat(new Audience(List.of("b", "a")).refusal(List.of()))
                .hasValueSatisfying(refusal -> assertThat(refusal.why()).contains("\"a\" or \"b\""));
    }

    @Test
    void partOfAnAcceptedAudienceIsRefused() {
        assertThat(new Audience(List.of("ProxyStore")).refusal(List.of("NotProxyStoreAtAll", "proxystore")))
                .isPresent();
    }

    @Test
    void membersOfOtherTypesMatchNothing() {
        assertThat(new Audience(List.of("5")).refusal(Arrays.asList(5L, null, List.of("5"))))
                .isPresent();
    }

    @Test
    void emptyListAcceptsEveryAudience() {
        assertThat(new Audience(List.of()).refusal(List.of())).isEmpty();
    }
}
