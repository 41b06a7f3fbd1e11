package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import proxystore.relay.config.schema.SettingType;

class ValueTypesTest {
    @Test
    void secretIsReadAndNeverWritten() {
        SettingType<Secret> type = ValueTypes.secret();
        assertThat(type.read("hush-hush").value()).isEqualTo("hush-hush");
        assertThat(type.write(type.read("hush-hush"))).isEqualTo("\"********\"");
        assertThat(type.secret()).isTrue();
    }

    @Test
    void logLevelIsANameOrANumber() {
        SettingType<LogLevel> type = ValueTypes.logLevel();
        assertThat(type.read("Info")).isEqualTo(LogLevel.INFO);
        assertThat(type.read(30L)).isEqualTo(LogLevel.WARNING);
        assertThat(type.read(type.parse("40"))).isEqualTo(LogLevel.ERROR);
        assertThatThrownBy(() -> type.read(51L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("51 is not a log level");
    }
}
