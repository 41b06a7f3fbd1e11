package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.peer.AddressLimit;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.ClientRegistry;
import proxystore.relay.peer.Connection;
import proxystore.relay.peer.ConnectionContext;
import proxystore.relay.peer.OutboxBudget;
import proxystore.relay.peer.SettableClock;
import proxystore.relay.peer.UndeliveredQueue;

/** The relay's rules without a socket; what would be done in the background happens at once. */
final class RelayServerFixture {
    final ClientRegistry registry = new ClientRegistry(new AddressLimit(0));
    final RelayServer server;
    private final ConnectionContext context;
    private final List<SocketlessPeer> peers = new ArrayList<>();

    RelayServerFixture(Authenticator authenticator, Map<String, String> settings) {
        RelayConfig config = RelayConfig.of(settings);
        server = new RelayServer(registry, authenticator, config, Clock.systemUTC(), System.Logger.Level.INFO);
        OutboxBudget budget = new OutboxBudget(config.outbox());
        context = new ConnectionContext(
                registry,
                new UndeliveredQueue(server, Runnable::run, budget),
                config,
                budget,
                Runnable::run,
                new SettableClock());
    }

    SocketlessPeer open() {
        return open(Credentials.NONE);
    }

    SocketlessPeer open(Credentials credentials) {
        SocketlessPeer peer = new SocketlessPeer(
                server, transport -> Connection.open(transport, credentials, server.initialGeneration(), context));
        peers.add(peer);
        return peer;
    }

    /** Who is registered, by uuid. */
    List<UUID> registered() {
        return registry.clients().stream().map(Client::uuid).sorted().toList();
    }

    void assertNothingIsLeftWhenAllHaveGone() {
        for (SocketlessPeer peer : peers) {
            peer.connection.close(CloseStatus.RELAY_STOPS);
            peer.connection.abandoned("the test is over");
        }
        assertThat(registry.connections()).isEmpty();
        assertThat(registry.clients()).isEmpty();
    }
}
