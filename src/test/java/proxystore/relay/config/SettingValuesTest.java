package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SettingValuesTest {
    private final SettingValues values = new SettingValues();

    @Test
    void aLaterValueHidesAnEarlierOne() {
        values.read(GeneralSettings.PORT, 1L, "first");
        values.parse(GeneralSettings.PORT, "2", "second");
        assertThat(values.get(GeneralSettings.PORT)).isEqualTo(2);
        assertThat(values.origin(GeneralSettings.PORT)).contains("second");
    }

    @Test
    void withoutAValueThereIsTheDefaultOrNothing() {
        assertThat(values.get(GeneralSettings.PORT)).isEqualTo(8765);
        assertThat(values.origin(GeneralSettings.PORT)).isEmpty();
        assertThat(values.isSet(GeneralSettings.PORT)).isFalse();
        assertThat(values.find(GeneralSettings.CERTFILE)).isEmpty();
        assertThat(values.differs(GeneralSettings.CERTFILE)).isFalse();
    }

    @Test
    void aValueThatIsTheDefaultDoesNotDiffer() {
        values.read(GeneralSettings.PORT, 8765L, "file");
        assertThat(values.differs(GeneralSettings.PORT)).isFalse();
        values.read(GeneralSettings.PORT, 8766L, "file");
        assertThat(values.differs(GeneralSettings.PORT)).isTrue();
    }

    @Test
    void aNeededValueThatIsMissingIsAMistakeOfTheMethod() {
        assertThatThrownBy(() -> values.need(AuthSettings.ISSUER, AuthMethod.JWT))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("auth.method: \"jwt\" needs auth.kwargs.issuer to be set");
    }

    @Test
    void aWrongValueLeavesTheOldOne() {
        values.read(GeneralSettings.PORT, 1L, "first");
        assertThatThrownBy(() -> values.parse(GeneralSettings.PORT, "x", "second"))
                .isInstanceOf(InvalidSettingException.class);
        assertThat(values.get(GeneralSettings.PORT)).isEqualTo(1);
    }
}
