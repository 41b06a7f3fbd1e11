package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tomcat as {@code server.xml.example} sets it up takes a new version of the relay while it runs. */
class TomcatNewVersionIT {
    @ParameterizedTest
    @ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
    void aFileBesideTheOldOneReplacesItAndCostsNoEndpoint(String name) throws IOException {
        ServletContainer.Installation site = ContainerRelay.site(name + "-beside", "");
        Path applications = site.base().resolve("webapps");
        try (RelayUnderTest relay = ContainerRelay.start(new OftenLooking(new TomcatContainer(name)), site);
                EndpointFleet plain = EndpointFleet.start(relay.address(), Restarts.ENDPOINTS);
                EndpointFleet secure = EndpointFleet.start(relay.tls().orElseThrow(), Restarts.ENDPOINTS)) {
            EndpointFleet.across(List.of(plain, secure), () -> {
                Path copied = Files.copy(site.war(), site.base().resolve("new.war"));
                Files.move(copied, applications.resolve("ROOT##2.war"));
            });

            assertThat(List.of(plain, secure)).allSatisfy(fleet -> {
                fleet.assertNoneLost();
                assertThat(fleet.events()).containsEntry("closed with 1001", Restarts.ENDPOINTS);
            });
            await("the old version is deleted").until(() -> Files.notExists(applications.resolve("ROOT.war")));
        }
    }

    /** Looks for new and for old versions each second, instead of every 10 s. */
    private record OftenLooking(TomcatContainer tomcat) implements ServletContainer {
        @Override
        public String name() {
            return tomcat.name();
        }

        @Override
        public ProcessBuilder prepare(Installation site) throws IOException {
            ProcessBuilder command = tomcat.prepare(site);
            Path server = site.base().resolve("conf/server.xml");
            Template.fill(server, server, Map.of("<Engine ", "<Engine backgroundProcessorDelay=\"1\" "));
            return command;
        }

        @Override
        public Pattern started() {
            return tomcat.started();
        }

        @Override
        public boolean warns(String logLine) {
            return tomcat.warns(logLine);
        }
    }
}
