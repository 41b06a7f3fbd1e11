package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that read nothing leave no memory in Tomcat: it serves others afterwards, and a stop ends its process. */
class TomcatMemoryIT {
    private static final String HEAP = "-Xmx64m";
    /** Together more than the heap. */
    private static final Overload OVERLOAD = new Overload(120, 4, 2_200, 10_000);
    /** Seconds; Tomcat's own limits for a stop add up to less. */
    private static final int STOP_LIMIT = 45;

    @Test
    void aTomcatWithLittleMemoryRecoversAndStops() throws IOException, InterruptedException {
        try (RelayUnderTest relay = start()) {
            try (Peers offenders = new Peers(relay.address())) {
                OVERLOAD.run(relay, offenders);
            }
            await("a healthy pair is served").until(() -> Overload.serves(relay.address()));

            relay.process().server().destroy();
            assertThat(relay.process().process().waitFor(STOP_LIMIT, TimeUnit.SECONDS))
                    .as("Tomcat ends after SIGTERM")
                    .isTrue();
        }
    }

    private static RelayUnderTest start() throws IOException {
        ServletContainer tomcat = new TomcatContainer("tomcat-11.0");
        ServletContainer.Installation site = ContainerRelay.site("tomcat-memory", "");
        ProcessBuilder command = tomcat.prepare(site);
        command.environment().put("CATALINA_OPTS", HEAP);
        RelayProcess process = RelayProcess.launch("tomcat-memory", Map.of(), command);
        process.awaitOutput(tomcat.started());
        return new RelayUnderTest(RelayAddress.plain(site.port(), "/"), Optional.empty(), process);
    }
}
