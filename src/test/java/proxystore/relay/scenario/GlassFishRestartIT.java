package proxystore.relay.scenario;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A restart of a container of the GlassFish family costs no endpoint, directly and behind each reverse proxy. */
@ExtendWith(RepeatedWithGlassFish.class)
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
class GlassFishRestartIT {
    static Stream<Named<ServletContainer>> containers() {
        return ServletContainer.selected(
                GlassFishContainer.payara(), new PayaraMicroContainer("payara-micro"), GlassFishContainer.glassFish());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("containers")
    void aRestartCostsNoEndpoint(ServletContainer container) throws IOException {
        try (RestartableRelay relay =
                        RestartableRelay.in(container, container.name() + "-restarts", Restarts.SETTINGS);
                Restarts restarts = Restarts.directAndBehindProxies(relay)) {
            restarts.assertCostNoEndpoint(1, Restarts.CUT);
        }
    }
}
