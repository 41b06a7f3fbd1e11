package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloseStatusTest {
    @Test
    void everyCloseHasItsCodeAndAReason() throws IllegalAccessException {
        Map<String, Integer> codes = new TreeMap<>();
        for (Field field : CloseStatus.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == CloseStatus.class) {
                CloseStatus status = (CloseStatus) field.get(null);
                codes.put(field.getName(), status.code());
                assertThat(status.reason()).isNotBlank();
            }
        }
        assertThat(codes)
                .isEqualTo(Map.ofEntries(
                        Map.entry("RELAY_STOPS", 1001),
                        Map.entry("DISPLACED_0_5", 1001),
                        Map.entry("DISCONNECTED", 1001),
                        Map.entry("BINARY_0_5", 1003),
                        Map.entry("NOT_UTF_8", 1007),
                        Map.entry("TOO_LONG_0_5", 1009),
                        Map.entry("INTERNAL_ERROR", 1011),
                        Map.entry("NO_SIGN_OF_LIFE", 1011),
                        Map.entry("NOT_READING", 1013),
                        Map.entry("TOO_MANY_CONNECTIONS", 1013),
                        Map.entry("TOO_MANY_HANDSHAKES", 1013),
                        Map.entry("RELAY_FULL", 1013),
                        Map.entry("TOO_MUCH_RECEIVED", 1013),
                        Map.entry("TOO_MANY_REGISTRATIONS", 1013),
                        Map.entry("TOO_MANY_MALFORMED", 1013),
                        Map.entry("TOO_MANY_OF_USER", 1013),
                        Map.entry("TOO_MANY_WAITING", 1013),
                        Map.entry("AUTHENTICATION_UNAVAILABLE", 1013),
                        Map.entry("MALFORMED_1_0", 4000),
                        Map.entry("NOT_REGISTERED_1_0", 4002),
                        Map.entry("TOO_LONG_1_0", 4003),
                        Map.entry("DISPLACED_1_0", 4004)));
    }

    @Test
    void reasonsOfGeneration10AreThoseOfProxyStore() {
        assertThat(CloseStatus.MALFORMED_1_0.reason()).isEqualTo("Unknown message type.");
        assertThat(CloseStatus.TOO_LONG_1_0.reason()).isEqualTo("Message length exceeds limit.");
        assertThat(CloseStatus.NOT_REGISTERED_1_0.reason())
                .isEqualTo("ForbiddenError: Client has not registered and authenticated with the relay server.");
        assertThat(CloseStatus.DISPLACED_1_0.reason() + "|")
                .isEqualTo("Relay received a registration with the same ID. This might mean that the endpoint is"
                        + " running in multiple locations.|");
        assertThat(CloseStatus.unauthorized("why")).isEqualTo(new CloseStatus(4001, "UnauthorizedError: why"));
        assertThat(CloseStatus.forbidden("why")).isEqualTo(new CloseStatus(4002, "ForbiddenError: why"));
    }

    @Test
    void clientThatIsTooSlowMayTryAgain() {
        assertThat(CloseStatus.notRegistered(Duration.ofSeconds(30)))
                .isEqualTo(new CloseStatus(1013, "No registration arrived within 30 s. Try again later."));
        assertThat(CloseStatus.unfinished(Duration.ofMillis(1500)))
                .isEqualTo(new CloseStatus(1013, "A message did not arrive within 1.5 s. Try again later."));
    }

    @Test
    void reasonThatFitsIsKept() {
        String longest = "é".repeat(61) + "x";
        assertThat(new CloseStatus(1000, longest).reason()).isEqualTo(longest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "€", "\ud83d\ude00"})
    void longReasonIsCutBetweenCharacters(String character) {
        int size = character.getBytes(StandardCharsets.UTF_8).length;
        for (int shift = 0; shift < size; shift++) {
            String reason = new CloseStatus(1000, "-".repeat(shift) + character.repeat(124)).reason();
            int kept = (CloseStatus.MAX_REASON_BYTES - shift) / size;
            assertThat(reason).isEqualTo("-".repeat(shift) + character.repeat(kept));
        }
    }
}
