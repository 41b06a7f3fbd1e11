package proxystore.relay.scenario;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Idle clients, new deployments and stops of the containers of the GlassFish family. */
@Tag("Payara")
@Tag("GlassFish")
@Execution(ExecutionMode.CONCURRENT)
class PayaraLifeIT {
    static Stream<Named<ServletContainer>> containers() {
        return PayaraScenariosIT.containers();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("containers")
    void idleClientsCostLittleMemoryAndAreClosedWithTheRelay(ServletContainer container) throws IOException {
        ContainerLife.assertIdleClientsAreCheapAndLoseTheirConnectionsWithTheRelay(container);
    }
}
