package proxystore.relay.config.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingSuggestionTest {
    private static final List<String> NAMES = List.of("host", "port", "outbox.max_bytes");

    @Test
    void nameWithTheFewestChangesIsSuggested() {
        assertThat(SpellingSuggestion.to("prot", NAMES)).contains("port");
        assertThat(SpellingSuggestion.to("hosts", NAMES)).contains("host");
        assertThat(SpellingSuggestion.to("outbox.max_byte", NAMES)).contains("outbox.max_bytes");
        assertThat(SpellingSuggestion.to("outbx.maxbytes", NAMES)).contains("outbox.max_bytes");
    }

    @Test
    void noNameIsSuggestedForAnUnlikeOne() {
        assertThat(SpellingSuggestion.to("colour", NAMES)).isEmpty();
        assertThat(SpellingSuggestion.to("", NAMES)).isEmpty();
        assertThat(SpellingSuggestion.to("port", List.of())).isEmpty();
        String longName = "x".repeat(101);
        assertThat(SpellingSuggestion.to(longName, List.of(longName))).isEmpty();
    }
}
