package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import proxystore.relay.Relay;

/**
 * What idle clients cost in each servlet container, what becomes of a stuck client, and what happens to clients when the relay is
 * deployed anew, when its container restarts and stops, and after a start with a mistake in the settings. One container of each
 * kind serves all tests, one after the other in their order; the containers have a thread each.
 */
@Order(2)
@ParameterizedClass(name = "{0}", allowZeroInvocations = true)
@MethodSource("containers")
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the parameter
class ContainerLifeIT {
    private static final int IDLE = 200;
    private static final int AFTERWARDS = 20;
    /** Pairs that exchange messages while the relay is taken away. */
    private static final int TALKING_PAIRS = 4;
    /** Between two messages of a pair: 4,000 in a second are load enough for the test and leave the machine to others. */
    private static final Duration PACE = Duration.ofMillis(1);
    /** Generous: no compression context and no message buffer per connection fits in. */
    private static final long BYTES_PER_CONNECTION = 100_000;

    @Parameter
    ServletContainer container;

    static Stream<Named<ServletContainer>> containers() {
        return ServletContainer.selected(
                GlassFishContainer.payara(),
                new PayaraMicroContainer("payara-micro"),
                GlassFishContainer.glassFish(),
                new WildFlyContainer("wildfly"),
                new ManagedTomcat("tomcat-10.1"),
                new ManagedTomcat("tomcat-11.0"));
    }

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    @ExtendWith(RepeatedWithGlassFish.class)
    @SuppressWarnings("NullAway.Init") // JUnit calls startContainer() first
    class Life {
        private RestartableRelay relay;

        ServletContainer container() {
            return container;
        }

        @BeforeAll
        void startContainer() throws IOException {
            // The age of the send in flight gives away a client that does not read.
            Map<String, String> settings = container.sessionsWaitForReaders()
                    ? Map.of("RELAY_PROXY_TRUSTED", "127.0.0.1", "RELAY_OUTBOX_SEND_TIMEOUT", "4")
                    : Restarts.SETTINGS;
            relay = RestartableRelay.in(container, container.name() + "-life", settings);
        }

        @AfterAll
        void stopContainer() {
            if (relay != null) { // it has started
                relay.close();
            }
        }

        @Test
        @Order(1)
        void idleClientsCostLittleMemory() throws IOException {
            try (Peers peers = peers()) {
                JvmProbe jvm = new JvmProbe(relay.process());
                peers.register(ClientGeneration.V1_0).assertRegisteredAndQuiet();
                long before = jvm.histogram().totalBytes();

                register(peers, IDLE);

                assertCheap((jvm.histogram().totalBytes() - before) / IDLE);
            }
        }

        @Test
        @Order(2)
        void clientsAreClosedWithTheirDeploymentAndNothingOfItStays() throws IOException {
            if (!(container instanceof RedeployableContainer redeployable)) {
                return;
            }
            try (Peers peers = peers()) {
                JvmProbe jvm = new JvmProbe(relay.process());
                List<TestPeer> idle = register(peers, IDLE);
                List<TestPeer> talking = talk(peers);

                redeployable.undeploy(relay.site());
                try {
                    assertClosed(talking);
                    assertClosed(idle);
                    await("the relay's threads end")
                            .untilAsserted(() -> assertThat(jvm.relayThreads()).isEmpty());
                    if (container instanceof ManagedTomcat tomcat) {
                        await("nothing of the old deployment is in use")
                                .untilAsserted(() ->
                                        assertThat(jvm.histogram().relayLines()).isEmpty());
                        assertThat(tomcat.leaks(relay.site())).isEqualToIgnoringNewLines("OK - No memory leaks found");
                    }
                } finally {
                    redeployable.deploy(relay.site()); // for the tests that follow
                }

                await("nothing of the old deployment is in use").untilAsserted(() -> {
                    register(peers, AFTERWARDS).forEach(TestPeer::close);
                    assertThat(jvm.histogram().instances(Relay.class)).isEqualTo(1);
                });
            }
        }

        @Test
        @Order(3)
        void theConnectionOfAStuckClientIsGoneAfterTheCut() throws IOException {
            if (!container.sessionsWaitForReaders()) {
                return;
            }
            for (RelayAddress address : relay.addresses()) {
                try (Peers peers = new Peers(address).repeatingLostHandshakes()) {
                    TestEndpoint sender = peers.register(ClientGeneration.V1_0);
                    long sockets = relay.process().sockets();
                    TestEndpoint stuck = peers.register(
                            ClientGeneration.V1_0, peers.handshake().receiveBuffer(4096));
                    stuck.peer().freeze();
                    new Flood(sender, stuck.uuid()).untilOneIsReturned();

                    await("the stuck client's connection is gone although the client keeps it")
                            .until(() -> relay.process().sockets() <= sockets);
                }
            }
        }

        /** The recipe of WildFly behind proxies is another one, see {@link WildFlyRestartIT}. */
        @Test
        @Order(4)
        void aRestartCostsNoEndpoint() throws IOException {
            try (Restarts restarts = container instanceof WildFlyContainer
                    ? Restarts.direct(relay)
                    : Restarts.directAndBehindProxies(relay)) {
                restarts.assertCostNoEndpoint(1, container.cutsAtShutdown() ? Restarts.CUT : Restarts.CLOSED);
                if (container instanceof WildFlyContainer wildFly) {
                    assertANewVersionCostsNoEndpoint(wildFly, restarts);
                }
            }
        }

        private void assertANewVersionCostsNoEndpoint(WildFlyContainer wildFly, Restarts restarts) throws IOException {
            int closed = restarts.events(Restarts.CLOSED);
            ServletContainer.Installation site = relay.site();
            restarts.across(() -> {
                wildFly.beforeStop(site);
                wildFly.undeploy(site);
                wildFly.deploy(site);
                wildFly.afterStart(site);
            });

            restarts.assertNoneLost();
            assertThat(restarts.events(Restarts.CLOSED) - closed)
                    .isEqualTo(relay.addresses().size() * Restarts.ENDPOINTS);
        }

        /** Stops the container. */
        @Test
        @Order(5)
        void clientsLoseTheirConnectionsWithTheContainer() {
            try (Peers peers = peers()) {
                List<TestPeer> idle = register(peers, AFTERWARDS);

                relay.process().server().destroy();

                if (container.cutsAtShutdown()) {
                    assertThat(idle).allSatisfy(peer -> peer.awaitClose());
                } else {
                    assertClosed(idle);
                }
            }
        }

        /** The WAR is deployed. Payara Micro stands for Payara Server. */
        @Test
        @Order(6)
        void aMistakeInASettingIsNamedToClientsBrowsersAndTheLog() throws IOException, InterruptedException {
            if (container.name().equals("payara")) {
                return;
            }
            relay.startAnew(Map.of("RELAY_OUTBOX_SEND_TIMEOUT", "-1"));
            try (Peers peers = peers()) {
                String reason = "The relay's configuration has a mistake: outbox.send_timeout. Its log says more.";

                peers.open().expectClose(1013, reason);

                HttpResponse<String> page = peers.http()
                        .send(
                                HttpRequest.newBuilder(relay.addresses().get(0).page())
                                        .build(),
                                BodyHandlers.ofString());
                assertThat(page.statusCode()).isEqualTo(503);
                assertThat(page.body()).isEqualToIgnoringNewLines(reason);
                List<String> errors = relay.process()
                        .log()
                        .lines()
                        .filter(line -> line.contains("RELAY_OUTBOX_SEND_TIMEOUT"))
                        .toList();
                // Payara Micro deploys what it had when it was stopped, and then what its arguments name.
                assertThat(errors)
                        .hasSizeBetween(1, container instanceof PayaraMicroContainer ? 2 : 1)
                        .allSatisfy(line -> assertThat(line).contains("-1 is out of range (0.01 to 3600)"));
            }
        }

        private Peers peers() {
            Peers peers = new Peers(relay.addresses().get(0));
            return container.losesHandshakes() ? peers.repeatingLostHandshakes() : peers;
        }

        private static List<TestPeer> register(Peers peers, int count) {
            return Stream.generate(() -> peers.register(ClientGeneration.V1_0).peer())
                    .limit(count)
                    .toList();
        }

        /**
         * Registers pairs of clients. One client of each sends to the other until the relay closes it; each receiver has got the first
         * message. Returns all clients.
         */
        private static List<TestPeer> talk(Peers peers) {
            List<TestPeer> talking = new ArrayList<>();
            for (int i = 0; i < TALKING_PAIRS; i++) {
                TestEndpoint sender = peers.register(ClientGeneration.byTurns(i));
                TestEndpoint receiver = peers.register(ClientGeneration.byTurns(i / 2));
                String offer = sender.offer(receiver.uuid()).toString();
                Thread thread = new Thread(
                        () -> {
                            while (sender.peer().isOpen()) {
                                sender.peer().sendTextAsFarAsItGets(offer);
                                LockSupport.parkNanos(PACE.toNanos());
                            }
                        },
                        "talking-pair-" + i);
                thread.setDaemon(true);
                thread.start();
                assertThat(receiver.peer().expectText()).isEqualTo(offer);
                talking.add(sender.peer());
                talking.add(receiver.peer());
            }
            return talking;
        }

        private static void assertClosed(List<TestPeer> peers) {
            for (TestPeer peer : peers) {
                assertThat(peer.awaitClose().code()).isEqualTo(1001);
            }
        }

        private void assertCheap(long bytes) throws IOException {
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
}
