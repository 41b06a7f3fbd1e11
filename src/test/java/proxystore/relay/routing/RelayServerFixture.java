package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.events.RecordingEvents;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.peer.AdmissionControl;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.ClientRegistry;
import proxystore.relay.peer.ConnectionContext;
import proxystore.relay.peer.OutboxBudget;
import proxystore.relay.peer.SettableClock;
import proxystore.relay.peer.UndeliveredQueue;

/** The relay's rules without a socket; background tasks run at once. */
public final class RelayServerFixture {
    public final ClientRegistry registry = new ClientRegistry();
    final SettableClock clock = new SettableClock();
    public final RelayServer server;
    public final RecordingEvents events = new RecordingEvents();
    private final List<SocketlessPeer> peers = new ArrayList<>();

    RelayServerFixture(Authenticator authenticator, Map<String, String> settings) {
        this(authenticator, settings, PeerNetwork.LOCAL_ONLY);
    }

    public RelayServerFixture(Authenticator authenticator, Map<String, String> settings, PeerNetwork network) {
        RelayConfig config = RelayConfig.of(settings);
        OutboxBudget budget = new OutboxBudget(config.outbox());
        ConnectionContext context = new ConnectionContext(
                () -> config,
                new AdmissionControl(config, config.admission().maxConnections(), clock),
                budget,
                new UndeliveredQueue(Runnable::run, budget),
                events,
                Runnable::run,
                clock);
        server = new RelayServer(registry, authenticator, network, context);
    }

    SocketlessPeer open() {
        return open(Credentials.NONE);
    }

    public SocketlessPeer open(Credentials credentials) {
        SocketlessPeer peer = new SocketlessPeer(transport -> server.open(transport, credentials));
        peers.add(peer);
        return peer;
    }

    /** The uuids of the registered clients. */
    public List<UUID> registered() {
        return registry.clients().stream().map(Client::uuid).sorted().toList();
    }

    public void assertNothingIsLeftWhenAllHaveGone() {
        for (SocketlessPeer peer : peers) {
            peer.connection.close(CloseStatus.RELAY_STOPS);
            peer.connection.abandoned("the test is over");
        }
        assertThat(registry.connections()).isEmpty();
        assertThat(registry.clients()).isEmpty();
    }
}
