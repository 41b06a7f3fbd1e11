package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SettingValuesTest {
    private final SettingValues values = new SettingValues();

    @Test
    void aLaterValueHidesAnEarlierOne() {
        values.read(Settings.PORT, 1L, "first");
        values.parse(Settings.PORT, "2", "second");
        assertThat(values.get(Settings.PORT)).isEqualTo(2);
        assertThat(values.origin(Settings.PORT)).contains("second");
    }

    @Test
    void withoutAValueThereIsTheDefaultOrNothing() {
        assertThat(values.get(Settings.PORT)).isEqualTo(8765);
        assertThat(values.origin(Settings.PORT)).isEmpty();
        assertThat(values.isSet(Settings.PORT)).isFalse();
        assertThat(values.find(Settings.CERTFILE)).isEmpty();
        assertThat(values.differs(Settings.CERTFILE)).isFalse();
    }

    @Test
    void aValueThatIsTheDefaultDoesNotDiffer() {
        values.read(Settings.PORT, 8765L, "file");
        assertThat(values.differs(Settings.PORT)).isFalse();
        values.read(Settings.PORT, 8766L, "file");
        assertThat(values.differs(Settings.PORT)).isTrue();
    }

    @Test
    void aNeededValueThatIsMissingIsAMistakeOfTheMethod() {
        assertThatThrownBy(() -> values.need(Settings.ISSUER, AuthMethod.JWT))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("auth.method: \"jwt\" needs auth.kwargs.issuer to be set");
    }

    @Test
    void aWrongValueLeavesTheOldOne() {
        values.read(Settings.PORT, 1L, "first");
        assertThatThrownBy(() -> values.parse(Settings.PORT, "x", "second"))
                .isInstanceOf(InvalidSettingException.class);
        assertThat(values.get(Settings.PORT)).isEqualTo(1);
    }
}
