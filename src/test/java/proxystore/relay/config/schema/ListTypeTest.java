package proxystore.relay.config.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ListTypeTest {
    private final SettingType<List<String>> type = SettingTypes.list(SettingTypes.text(), 1);

    @Test
    void arraysSingleValuesAndTextsWithCommasAreRead() {
        assertThat(type.read(List.of("a", "b"))).containsExactly("a", "b");
        assertThat(type.read("a,b")).containsExactly("a,b");
        assertThat(type.read(type.parse("a, b"))).containsExactly("a", "b");
    }

    @Test
    void wrongItemIsNamed() {
        assertThatThrownBy(() -> type.read(List.of("a", 5L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("5 is not a text, not blank");
        assertThatThrownBy(() -> type.read(type.parse("a,,b"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tooFewItemsAreRefused() {
        assertThatThrownBy(() -> type.read(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an empty array is not an array, each a text, not blank");
        SettingType<List<String>> optional = SettingTypes.list(SettingTypes.text(), 0);
        assertThat(optional.read(List.of())).isEmpty();
        assertThat(optional.read(optional.parse(" [] "))).isEmpty();
    }

    @Test
    void itemsAreWrittenAsATomlArray() {
        assertThat(type.write(List.of("a", "b"))).isEqualTo("[\"a\", \"b\"]");
        assertThat(type.write(List.of())).isEqualTo("[]");
    }
}
