package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonUuidTest {
    private static final UUID EXPECTED = UUID.fromString("8f3a1c2e-5b6d-4e7f-8a9b-fc1d2e3f4a5b");

    /** Python's {@code uuid.UUID} reads each of these as the same UUID. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "8f3a1c2e-5b6d-4e7f-8a9b-fc1d2e3f4a5b",
                "8F3A1C2E-5B6D-4E7F-8A9B-FC1D2E3F4A5B",
                "8f3a1c2e5b6d4e7f8a9bfc1d2e3f4a5b",
                "{8f3a1c2e-5b6d-4e7f-8a9b-fc1d2e3f4a5b}",
                "{{8f3a1c2e5b6d4e7f8a9bfc1d2e3f4a5b",
                "8f3a1c2e5b6d4e7f8a9bfc1d2e3f4a5b}",
                "urn:uuid:8f3a1c2e-5b6d-4e7f-8a9b-fc1d2e3f4a5b",
                "uuid:8f3a1c2e5b6d4e7f8a9bfc1d2e3f4a5b",
                "urn:8f3a1c2e5b6d4e7f8a9bfc1d2e3f4a5b",
                "{urn:uuid:8f3a1c2e-5b6d-4e7f-8a9b-fc1d2e3f4a5b}",
                "8f-3a-1c-2e5b6d4e7f8a9bfc1d2e3f4a5b--",
                "8f3a1c2e5-b6d-4e7f-8a9b-fc1d2e3f4a5b"
            })
    void readsWhatPythonReads(String text) {
        assertThat(PythonUuid.parse(text)).isEqualTo(EXPECTED);
        assertThat(PythonUuid.isCanonical(text)).isEqualTo(text.equals(EXPECTED.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-2-3-4-5",
                "8f3a1c2e-5b6d-4e7f-8a9b-fc1d2e3f4a5",
                "8f3a1c2e-5b6d-4e7f-8a9b-fc1d2e3f4a5bc",
                "8g3a1c2e-5b6d-4e7f-8a9b-fc1d2e3f4a5b",
                " 8f3a1c2e-5b6d-4e7f-8a9b-fc1d2e3f4a5b",
                "8f3a1c2e-5b6d-4e7f-8a9b-fc1d2e3f4a5b\n",
                "8f3a1c2e 5b6d 4e7f 8a9b fc1d2e3f4a5b",
                "URN:UUID:8f3a1c2e-5b6d-4e7f-8a9b-fc1d2e3f4a5b",
                "8f3a1c2e{5b6d4e7f8a9bfc1d2e3f4a5b}",
                "(8f3a1c2e-5b6d-4e7f-8a9b-fc1d2e3f4a5b)",
                "null"
            })
    void refusesWhatPythonRefuses(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PythonUuid.parse(text));
    }

    /** Python's {@code int(text, 16)} accepts these; no endpoint writes them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x3a1c2e5b6d4e7f8a9bfc1d2e3f4a5b",
                "+f3a1c2e5b6d4e7f8a9bfc1d2e3f4a5b",
                "8_3a1c2e5b6d4e7f8a9bfc1d2e3f4a5b",
                "\u0668f3a1c2e5b6d4e7f8a9bfc1d2e3f4a5b"
            })
    void acceptsHexadecimalDigitsOnly(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PythonUuid.parse(text));
    }
}
