package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.Relay;

/** What idle clients cost in each container, and what becomes of clients when the relay or its container goes. */
@Isolated("on a busy machine Tomcat's pool grows, see register()")
@Order(1)
class ContainerLifeIT {
    private static final int IDLE = 2_000;
    private static final int AFTERWARDS = 20;
    /** Generous: no compression context and no message buffer per connection fits in. */
    private static final long BYTES_PER_CONNECTION = 100_000;

    static Stream<ServletContainer> containers() {
        return Stream.of(
                new ManagedTomcat("tomcat-10.1"),
                new ManagedTomcat("tomcat-11.0"),
                new WildFlyContainer("wildfly"),
                new PayaraMicroContainer("payara-micro"),
                GlassFishContainer.payara(),
                GlassFishContainer.glassFish());
    }

    @ParameterizedTest
    @MethodSource("containers")
    void idleClientsAreCheapAndEachLosesItsConnectionWithTheRelay(ServletContainer container) throws IOException {
        ServletContainer.Installation site = ContainerRelay.site(container.name() + "-life", "");
        try (RelayUnderTest relay = ContainerRelay.start(container, site);
                Peers peers = new Peers(relay.address())) {
            JvmProbe jvm = new JvmProbe(relay.process());
            peers.register(ClientGeneration.V1_0).assertRegisteredAndQuiet();
            long before = jvm.heapBytes();
            List<TestPeer> idle = register(peers, IDLE);

            note(container, (jvm.heapBytes() - before) / IDLE);

            if (container instanceof RedeployableContainer redeployable) {
                redeployable.undeploy(site);
                assertClosed(idle);
                await("the relay's threads end")
                        .untilAsserted(() -> assertThat(jvm.relayThreads()).isEmpty());
                if (container instanceof ManagedTomcat tomcat) {
                    await("nothing of the old deployment is in use")
                            .untilAsserted(() -> assertThat(jvm.relayObjects()).isEmpty());
                    assertThat(tomcat.leaks(site)).isEqualToIgnoringNewLines("OK - No memory leaks found");
                }
                redeployable.deploy(site);
                idle = register(peers, AFTERWARDS);
                await("nothing of the old deployment is in use").untilAsserted(() -> {
                    register(peers, AFTERWARDS).forEach(TestPeer::close);
                    assertThat(jvm.instances(Relay.class)).isEqualTo(1);
                });
            }

            relay.process().server().destroy();
            if (container.cutsAtShutdown()) {
                assertThat(idle).allSatisfy(peer -> peer.awaitClose());
            } else {
                assertClosed(idle);
            }
        }
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

            assertClosed(List.of(alice.peer(), bob.peer()));
            carol.assertRegisteredAndQuiet();
            assertThat(tomcat.leaks(relay)).isEqualToIgnoringNewLines("OK - No memory leaks found");
        }
    }

    /**
     * One after the other. When many clients come at once, or the machine is busy, Tomcat's pool grows. A thread that it makes
     * while it runs the relay's code keeps the security context, and so the classes, of the relay that is deployed then.
     */
    private static List<TestPeer> register(Peers peers, int count) {
        return Stream.generate(() -> peers.register(ClientGeneration.V1_0).peer())
                .limit(count)
                .toList();
    }

    private static void assertClosed(List<TestPeer> peers) {
        for (TestPeer peer : peers) {
            assertThat(peer.awaitClose().code()).isEqualTo(1001);
        }
    }

    private static void note(ServletContainer container, long bytes) throws IOException {
        String line = "%s: %d bytes of heap for each of %d idle registered connections%n"
                .formatted(container.name(), bytes, IDLE);
        System.out.print(line);
        Files.writeString(
                Path.of("target", "memory-per-connection.txt"),
                line,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        assertThat(bytes).isLessThan(BYTES_PER_CONNECTION);
    }
}
