package proxystore.relay.config.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SettingValuesTest {
    private static final Setting<Integer> PORT = Setting.of("port", SettingTypes.integer(0, 65_535), 8765, "A port.");
    private static final Setting<String> CERTFILE = Setting.of("certfile", SettingTypes.text(), "A file.");

    private final SettingValues values = new SettingValues();

    @Test
    void laterValueReplacesAnEarlierOne() {
        values.read(PORT, 1L, "first");
        values.parse(PORT, "2", "second");
        assertThat(values.get(PORT)).isEqualTo(2);
        assertThat(values.origin(PORT)).contains("second");
    }

    @Test
    void defaultIsUsedWithoutAValue() {
        assertThat(values.get(PORT)).isEqualTo(8765);
        assertThat(values.origin(PORT)).isEmpty();
        assertThat(values.isSet(PORT)).isFalse();
        assertThat(values.find(CERTFILE)).isEmpty();
        assertThat(values.differs(CERTFILE)).isFalse();
    }

    @Test
    void valueThatEqualsTheDefaultDoesNotDiffer() {
        values.read(PORT, 8765L, "file");
        assertThat(values.differs(PORT)).isFalse();
        values.read(PORT, 8766L, "file");
        assertThat(values.differs(PORT)).isTrue();
    }

    @Test
    void wrongValueKeepsTheOldOne() {
        values.read(PORT, 1L, "first");
        assertThatThrownBy(() -> values.parse(PORT, "x", "second")).isInstanceOf(InvalidSettingException.class);
        assertThat(values.get(PORT)).isEqualTo(1);
    }
}
