package proxystore.relay.auth.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UserDisplayNameTest {
    @Test
    void firstNameComesBeforeTheOthers() {
        assertThat(UserDisplayName.of("1", "alice@uchicago.edu", "Alice", "a@example.org"))
                .isEqualTo("alice@uchicago.edu (Alice, a@example.org)");
    }

    @Test
    void whatIsMissingDoubleOrNoTextIsLeftOut() {
        assertThat(UserDisplayName.of("1", null, "alice", " ", 5L, "alice")).isEqualTo("alice");
    }

    @Test
    void subjectStandsInForAllNames() {
        assertThat(UserDisplayName.of("1", null, "")).isEqualTo("1");
    }
}
