package proxystore.relay.config.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTypesTest {
    private enum Version implements ConfigEnum {
        AUTO("auto"),
        V0_5("0.5"),
        V1_0("1.0");

        private final String spelling;

        Version(String spelling) {
            this.spelling = spelling;
        }

        @Override
        public String spelling() {
            return spelling;
        }
    }

    @Test
    void booleanIsTrueOrFalse() {
        SettingType<Boolean> type = SettingTypes.bool();
        assertThat(type.read(true)).isTrue();
        assertThat(type.read(type.parse(" false "))).isFalse();
        assertThat(type.write(true)).isEqualTo("true");
        assertThat(type.read(Boolean.valueOf(type.example()))).isFalse();
        assertThatThrownBy(() -> type.read(type.parse("yes")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"yes\" is not true or false");
    }

    @Test
    void textsAreWrittenAsTomlStrings() {
        assertThat(SettingTypes.text().write("a \"b\" \\ \n")).isEqualTo("\"a \\\"b\\\" \\\\ \\n\"");
    }

    @Test
    void choiceIsOneOfItsSpellings() {
        SettingType<Version> type = SettingTypes.choice(Version.class);
        assertThat(type.read("0.5")).isEqualTo(Version.V0_5);
        assertThat(type.write(Version.V1_0)).isEqualTo("\"1.0\"");
        assertThatThrownBy(() -> type.read("V0_5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"V0_5\" is not one of \"auto\", \"0.5\", \"1.0\"");
        assertThatThrownBy(() -> SettingTypes.choice(Set.of("b", "a")).read("c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"c\" is not one of \"a\", \"b\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://id.example/introspect?x=y", "http://127.0.0.1:8080/keys", "HTTPS://[::1]/"})
    void httpUrlIsRead(String text) {
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
    void otherUrlIsRefused(String text) {
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
