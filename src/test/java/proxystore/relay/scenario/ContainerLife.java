package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import proxystore.relay.Relay;

/** What idle clients cost in a container, and what happens to clients when the relay or its container stops. */
final class ContainerLife {
    private static final int IDLE = 500;
    private static final int AFTERWARDS = 20;
    /** Pairs that exchange messages while the relay is taken away. */
    private static final int TALKING_PAIRS = 4;
    /** Between two messages of a pair: 4,000 in a second are load enough for the test and leave the machine to others. */
    private static final Duration PACE = Duration.ofMillis(1);
    /** Generous: no compression context and no message buffer per connection fits in. */
    private static final long BYTES_PER_CONNECTION = 100_000;

    private ContainerLife() {}

    /** Connects idle clients, takes the relay away and puts it back if the container can do so, and stops the container. */
    static void assertIdleClientsAreCheapAndLoseTheirConnectionsWithTheRelay(ServletContainer container)
            throws IOException {
        ServletContainer.Installation site = ContainerRelay.site(container.name() + "-life", "");
        try (RelayUnderTest relay = ContainerRelay.start(container, site);
                Peers peers = new Peers(relay.address())) {
            JvmProbe jvm = new JvmProbe(relay.process());
            peers.register(ClientGeneration.V1_0).assertRegisteredAndQuiet();
            long before = jvm.histogram().totalBytes();
            List<TestPeer> idle = register(peers, IDLE);
            assertCheap(container, (jvm.histogram().totalBytes() - before) / IDLE);

            if (container instanceof RedeployableContainer redeployable) {
                idle = assertRedeployable(redeployable, site, jvm, peers, idle);
            }

            relay.process().server().destroy();
            if (container.cutsAtShutdown()) {
                assertThat(idle).allSatisfy(peer -> peer.awaitClose());
            } else {
                assertClosed(idle);
            }
        }
    }

    /** Returns clients of the relay that was deployed again. */
    private static List<TestPeer> assertRedeployable(
            RedeployableContainer container,
            ServletContainer.Installation site,
            JvmProbe jvm,
            Peers peers,
            List<TestPeer> idle)
            throws IOException {
        List<TestPeer> talking = talk(peers);
        container.undeploy(site);
        assertClosed(talking);
        assertClosed(idle);
        await("the relay's threads end")
                .untilAsserted(() -> assertThat(jvm.relayThreads()).isEmpty());
        if (container instanceof ManagedTomcat tomcat) {
            await("nothing of the old deployment is in use")
                    .untilAsserted(
                            () -> assertThat(jvm.histogram().relayLines()).isEmpty());
            assertThat(tomcat.leaks(site)).isEqualToIgnoringNewLines("OK - No memory leaks found");
        }
        container.deploy(site);
        List<TestPeer> later = register(peers, AFTERWARDS);
        await("nothing of the old deployment is in use").untilAsserted(() -> {
            register(peers, AFTERWARDS).forEach(TestPeer::close);
            assertThat(jvm.histogram().instances(Relay.class)).isEqualTo(1);
        });
        return later;
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

    static void assertClosed(List<TestPeer> peers) {
        for (TestPeer peer : peers) {
            assertThat(peer.awaitClose().code()).isEqualTo(1001);
        }
    }

    private static void assertCheap(ServletContainer container, long bytes) throws IOException {
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
