package proxystore.relay.scenario;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;

/** The suite against the standalone relay that leaves every frame to Tyrus. */
@DisplayName("standalone, Tyrus's frames")
class StandaloneTyrusFramesScenariosIT extends RelayScenarios {
    @Override
    RelayUnderTest start() throws IOException {
        return StandaloneRelay.start("standalone-tyrus-frames", Map.of("RELAY_STANDALONE_FRAMES", "tyrus"));
    }
}
