package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> NAMES = List.of("host", "port", "outbox.max_bytes");

    @Test
    void theNameWithTheFewestChangesIsFound() {
        assertThat(Nearest.to("prot", NAMES)).contains("port");
        assertThat(Nearest.to("hosts", NAMES)).contains("host");
        assertThat(Nearest.to("outbox.max_byte", NAMES)).contains("outbox.max_bytes");
        assertThat(Nearest.to("outbx.maxbytes", NAMES)).contains("outbox.max_bytes");
    }

    @Test
    void aNameUnlikeAllOthersHasNoNearest() {
        assertThat(Nearest.to("colour", NAMES)).isEmpty();
        assertThat(Nearest.to("", NAMES)).isEmpty();
        assertThat(Nearest.to("port", List.of())).isEmpty();
    }
}
