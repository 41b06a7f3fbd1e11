package proxystore.relay.config.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerTypeTest {
    private final SettingType<Integer> type = SettingTypes.integer(-1, 10);

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", " 10 "})
    void numbersInRangeAreRead(String text) {
        assertThat(type.read(type.parse(text))).isEqualTo(Integer.valueOf(text.strip()));
        assertThat(type.require(type.read(type.parse(text)))).isBetween(-1, 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, 11, 4_294_967_297L, Long.MIN_VALUE})
    void numberOutOfRangeIsRefused(long number) {
        assertThatThrownBy(() -> type.read(number))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(number + " is out of range (-1 to 10)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ten", "1.0", "0x1", "99999999999999999999"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> type.read(type.parse(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" is not an integer (-1 to 10)");
    }

    @Test
    void longNumberIsNotTruncated() {
        SettingType<Long> wide = SettingTypes.longInteger(0, 1L << 40);
        assertThat(wide.write(wide.read(1L << 40))).isEqualTo("1099511627776");
    }
}
