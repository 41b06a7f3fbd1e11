package proxystore.relay.scenario;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;

/** The suite against the standalone relay that serves all connections by one thread. */
@DisplayName("standalone, one selector")
class StandaloneOneSelectorScenariosIT extends RelayScenarios {
    @Override
    RelayUnderTest start() throws IOException {
        return StandaloneRelay.start("standalone-one-selector", Map.of("RELAY_STANDALONE_SELECTORS", "1"));
    }
}
