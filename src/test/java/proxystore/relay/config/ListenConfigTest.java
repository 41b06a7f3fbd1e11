package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.schema.InvalidSettingException;

class ListenConfigTest {
    private static final Optional<Path> PEM = Optional.of(Path.of("x.pem"));

    @Test
    void portMayBeAnyPortNumber() {
        assertThat(new ListenConfig("::1", 0, Optional.empty(), Optional.empty()).port())
                .isZero();
        assertThat(new ListenConfig("::1", 65_535, PEM, PEM).port()).isEqualTo(65_535);
        assertThatThrownBy(() -> new ListenConfig("::1", -1, PEM, PEM))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("port: -1 is out of range (0 to 65535)");
    }

    @Test
    void keyfileRequiresACertfile() {
        assertThat(new ListenConfig("::1", 0, PEM, Optional.empty()).keyfile()).isEmpty();
        assertThatThrownBy(() -> new ListenConfig("::1", 0, Optional.empty(), PEM))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("keyfile: needs certfile to be set as well");
    }
}
