package proxystore.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static proxystore.relay.message.Generation.V1_0;
import static proxystore.relay.routing.SocketlessPeer.offer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.auth.Credentials;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.message.Response;
import proxystore.relay.routing.RelayServerFixture;
import proxystore.relay.routing.SocketlessPeer;

/** Many clients of one node, without sockets, over a real NATS server. */
@RequiresNats
class ManyUuidsTest {
    private static final int UUIDS = 2000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Credentials ALICE = new Credentials(Optional.of("alice"), Optional.empty());

    @TempDir
    private Path directory;

    @Test
    void allRegisterAtOnceAndAreReachedAgainAfterNatsWasKilled() throws IOException {
        Map<UUID, SocketlessPeer> peers = new HashMap<>();
        UUID source = UUID.randomUUID();
        try (NatsServer nats = NatsServer.start(directory);
                ClusterNetwork first = network(nats);
                ClusterNetwork second = network(nats)) {
            RelayServerFixture relay = relay(first);
            RelayServerFixture other = relay(second);
            awaitConnected(first, second);

            for (int i = 0; i < UUIDS; i++) {
                UUID uuid = UUID.randomUUID();
                peers.put(uuid, relay.open(ALICE).register(V1_0, uuid));
            }
            awaitRegistered(peers.values());
            SocketlessPeer sender = other.open(ALICE).register(V1_0, source);
            awaitRegistered(List.of(sender));
            awaitAllReached(second, sender, source, peers);

            nats.kill();
            await().atMost(PATIENCE).until(() -> !first.isConnected() && !second.isConnected());
            nats.restart();
            awaitConnected(first, second);
            awaitAllReached(second, sender, source, peers);

            assertThat(first.heldUuids()).isEqualTo(UUIDS);
            assertThat(peers.values()).allMatch(peer -> peer.connection.isOpen());
            for (ClusterNetwork network : List.of(first, second)) {
                assertThat(network.counts().connects()).isEqualTo(2);
                assertThat(network.counts().dropped()).isZero();
                assertThat(network.counts().slowConsumers()).isZero();
                assertThat(network.counts().timeouts()).isZero();
                assertThat(network.counts().lostRaces()).isZero();
            }
            relay.assertNothingIsLeftWhenAllHaveGone();
            other.assertNothingIsLeftWhenAllHaveGone();
        }
    }

    private static ClusterNetwork network(NatsServer nats) {
        return ClusterNetwork.of(RelayConfig.of(Map.of("cluster.url", nats.url(), "max_message_bytes", "65536")));
    }

    private static RelayServerFixture relay(ClusterNetwork network) {
        return new RelayServerFixture(PeerNetworkContract.TOKEN_IS_USER, Map.of(), network);
    }

    private static void awaitRegistered(Collection<SocketlessPeer> peers) {
        await().atMost(PATIENCE)
                .until(() ->
                        peers.stream().noneMatch(peer -> peer.transport.sent().isEmpty()));
        assertThat(peers).allMatch(peer -> peer.last().equals(Response.registered(V1_0)));
    }

    private static void awaitConnected(ClusterNetwork... networks) {
        for (ClusterNetwork network : networks) {
            await().atMost(PATIENCE).until(network::isConnected);
        }
    }

    /** Sends a message to each client until all have received one of the same round. */
    private static void awaitAllReached(
            ClusterNetwork network, SocketlessPeer sender, UUID source, Map<UUID, SocketlessPeer> peers) {
        await().atMost(PATIENCE).until(() -> {
            String round = UUID.randomUUID().toString();
            for (UUID peer : peers.keySet()) {
                sender.send(offer(source, peer, round));
            }
            await().atMost(PATIENCE).until(() -> network.pendingMessages() == 0);
            return peers.entrySet().stream()
                    .allMatch(peer -> peer.getValue().last().equals(offer(source, peer.getKey(), round)));
        });
    }
}
