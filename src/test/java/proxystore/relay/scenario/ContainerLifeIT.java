package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Idle clients, new deployments and stops of each servlet container. */
@Order(2)
@ExtendWith(RepeatedWithGlassFish.class)
@Execution(ExecutionMode.CONCURRENT)
class ContainerLifeIT {
    static Stream<Named<ServletContainer>> containers() {
        return ServletContainer.selected(
                GlassFishContainer.payara(),
                new PayaraMicroContainer("payara-micro"),
                GlassFishContainer.glassFish(),
                new WildFlyContainer("wildfly"),
                new ManagedTomcat("tomcat-10.1"),
                new ManagedTomcat("tomcat-11.0"));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("containers")
    void idleClientsCostLittleMemoryAndAreClosedWithTheRelay(ServletContainer container) throws IOException {
        ContainerLife.assertIdleClientsAreCheapAndLoseTheirConnectionsWithTheRelay(container);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
    void aNewVersionTakesNewClientsAndTheOldOneKeepsItsOwn(String name) throws IOException {
        ManagedTomcat tomcat = new ManagedTomcat(name);
        ServletContainer.Installation site = ContainerRelay.site(name + "-parallel", "");
        ServletContainer.Installation relay = site.at("/relay");
        try (RelayUnderTest root = ContainerRelay.start(tomcat, site);
                Peers peers = new Peers(RelayAddress.plain(site.port(), "/relay/"))) {
            tomcat.deploy(relay, "1");
            TestEndpoint alice = peers.register(ClientGeneration.V0_5);
            TestEndpoint bob = peers.register(ClientGeneration.V1_0);

            tomcat.deploy(relay, "2");

            assertThat(site.base().resolve("webapps")).isDirectoryContaining("glob:**/relay##2.war");
            TestEndpoint carol = peers.register(ClientGeneration.V1_0);
            carol.assertUnknown(alice.uuid());
            alice.reaches(bob);

            tomcat.undeploy(relay, "1");

            ContainerLife.assertClosed(List.of(alice.peer(), bob.peer()));
            carol.assertRegisteredAndQuiet();
            assertThat(tomcat.leaks(relay)).isEqualToIgnoringNewLines("OK - No memory leaks found");
        }
    }
}
