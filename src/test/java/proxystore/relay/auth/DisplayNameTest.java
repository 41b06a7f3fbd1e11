package proxystore.relay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DisplayNameTest {
    @Test
    void firstNameComesBeforeTheOthers() {
        assertThat(DisplayName.of("1", "alice@uchicago.edu", "Alice", "a@example.org"))
                .isEqualTo("alice@uchicago.edu (Alice, a@example.org)");
    }

    @Test
    void whatIsMissingDoubleOrNoTextIsLeftOut() {
        assertThat(DisplayName.of("1", null, "alice", " ", 5L, "alice")).isEqualTo("alice");
    }

    @Test
    void subjectStandsInForAllNames() {
        assertThat(DisplayName.of("1", null, "")).isEqualTo("1");
    }
}
