package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTypesTest {
    @Test
    void textsAreWrittenAsTomlStrings() {
        assertThat(SettingTypes.text().write("a \"b\" \\ \n")).isEqualTo("\"a \\\"b\\\" \\\\ \\n\"");
    }

    @Test
    void aSecretIsReadButNeverWritten() {
        SettingType<Secret> type = SettingTypes.secret();
        assertThat(type.read("hush-hush").value()).isEqualTo("hush-hush");
        assertThat(type.write(type.read("hush-hush"))).isEqualTo("\"********\"");
        assertThat(type.secret()).isTrue();
    }

    @Test
    void aChoiceIsOneOfItsSpellings() {
        SettingType<Protocol> type = SettingTypes.choice(Protocol.class);
        assertThat(type.read("0.5")).isEqualTo(Protocol.V0_5);
        assertThat(type.write(Protocol.V1_0)).isEqualTo("\"1.0\"");
        assertThatThrownBy(() -> type.read("V0_5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"V0_5\" is not one of \"auto\", \"0.5\", \"1.0\"");
        assertThatThrownBy(() -> SettingTypes.choice(Set.of("b", "a")).read("c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"c\" is not one of \"a\", \"b\"");
    }

    @Test
    void aLogLevelIsANameOrANumber() {
        SettingType<LogLevel> type = SettingTypes.logLevel();
        assertThat(type.read("Info")).isEqualTo(LogLevel.INFO);
        assertThat(type.read(30L)).isEqualTo(LogLevel.WARNING);
        assertThat(type.read(type.parse("40"))).isEqualTo(LogLevel.ERROR);
        assertThatThrownBy(() -> type.read(51L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("51 is not a log level");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://id.example/introspect?x=y", "http://127.0.0.1:8080/keys", "HTTPS://[::1]/"})
    void urlsOfHttpAreRead(String text) {
        assertThat(SettingTypes.url().read(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id.example/keys",
                "ftp://id.example/",
                "https://me:hush@id.example/",
                "https://id.example/#top",
                "https:///keys",
                "https://a b/",
                "",
            })
    void otherUrlsAreNot(String text) {
        assertThatThrownBy(() -> SettingTypes.url().read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is not an http or https URL without user, password and fragment");
    }

    @Test
    void pathsAreRead() {
        assertThat(SettingTypes.path().read("a/b.pem")).hasToString("a/b.pem");
        assertThatThrownBy(() -> SettingTypes.path().read("a\0b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SettingTypes.path().read(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
