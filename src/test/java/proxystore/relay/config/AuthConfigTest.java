package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.config.schema.InvalidSettingException;

class AuthConfigTest {
    private static final Map<String, String> EVERYTHING = Map.of(
            "auth.kwargs.client_id", "me",
            "auth.kwargs.client_secret", "hush-hush",
            "auth.kwargs.issuer", "https://id.example",
            "auth.kwargs.jwks_url", "https://id.example/keys",
            "auth.kwargs.tokens_file", "tokens");

    private static AuthConfig with(AuthMethod method) {
        Map<String, String> settings = new java.util.HashMap<>(EVERYTHING);
        settings.put("auth.method", method.spelling());
        return RelayConfig.of(settings).auth();
    }

    @Test
    void thereAreNoUsersByDefault() {
        AuthConfig auth = RelayConfig.defaults().auth();
        assertThat(auth.method()).isEqualTo(AuthMethod.NONE);
        assertThat(auth.audience()).isEmpty();
        assertThat(auth.tokenExpiry()).isEqualTo(TokenExpiryAction.NEVER);
    }

    @ParameterizedTest
    @EnumSource
    void methodHasExactlyThePartThatItNeeds(AuthMethod method) {
        AuthConfig auth = with(method);
        assertThat(auth.method()).isEqualTo(method);
        assertThat(auth.introspection().isPresent()).isEqualTo(method == AuthMethod.GLOBUS);
        assertThat(auth.jwt().isPresent()).isEqualTo(method == AuthMethod.JWT);
        assertThat(auth.tokensFile().isPresent()).isEqualTo(method == AuthMethod.TOKENS);
        assertThat(auth.toString()).doesNotContain("hush-hush");
    }

    @Test
    void onlyGlobusHasProxyStoresAudienceByDefault() {
        assertThat(with(AuthMethod.GLOBUS).audience()).containsExactly("ProxyStore");
        assertThat(with(AuthMethod.JWT).audience()).isEmpty();
    }

    @Test
    void partsOfAnotherMethodAreRefused() {
        AuthLimits limits = RelayConfig.defaults().auth().limits();
        assertThatThrownBy(() -> new AuthConfig(
                        AuthMethod.NONE,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Path.of("tokens")),
                        limits,
                        new ProviderConfig(Optional.empty(), Optional.empty()),
                        TokenExpiryAction.NEVER))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("auth.method: \"none\" does not go with the parts given");
    }
}
