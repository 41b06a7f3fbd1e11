package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

class AuthSettingsTest {
    @Test
    void missingValueOfAMethodIsReported() {
        assertThatThrownBy(() -> AuthSettings.require(new SettingValues(), AuthSettings.ISSUER, AuthMethod.JWT))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("auth.method: \"jwt\" needs auth.kwargs.issuer to be set");
    }
}
