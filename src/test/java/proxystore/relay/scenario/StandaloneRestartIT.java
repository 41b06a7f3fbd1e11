package proxystore.relay.scenario;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A restart of the standalone relay costs no endpoint: each loses its connection and registers again. */
@Execution(ExecutionMode.CONCURRENT)
class StandaloneRestartIT {
    private static final int RESTARTS = 2;

    @Test
    void aRestartCostsNoEndpoint() throws IOException {
        try (RestartableRelay relay = RestartableRelay.standalone("standalone-restarts", Restarts.SETTINGS);
                Restarts restarts = Restarts.directAndBehindProxies(relay)) {
            restarts.assertCostNoEndpoint(RESTARTS, Restarts.CLOSED);
        }
    }

    @Test
    void aRestartWithTlsCostsNoEndpoint() throws IOException {
        try (RestartableRelay relay = RestartableRelay.standaloneTls("standalone-tls-restarts");
                Restarts restarts = Restarts.direct(relay)) {
            restarts.assertCostNoEndpoint(RESTARTS, Restarts.CLOSED);
        }
    }
}
