package proxystore.relay.routing;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.User;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.message.Generation;
import proxystore.relay.message.Message;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.message.Registration;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.ClientRegistry;
import proxystore.relay.peer.Connection;
import proxystore.relay.peer.ConnectionContext;
import proxystore.relay.peer.ReturnAddress;
import proxystore.relay.peer.Transport;

/**
 * The relay's rules: what each message, each mistake and the end of a connection leads to. The rules do no I/O, start no
 * thread, and have no state except the registry's and the number of takeovers. Everything ends within its call, except a
 * registration whose credentials are being checked and a message for another node.
 *
 * <p>This class passes on: {@link Registrar} registers, {@link Forwarder} forwards and returns, {@link Refusals} refuses.
 */
public final class RelayServer {
    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

    private final ConnectionContext connections;
    private final RuleContext rules;
    private final Refusals refusals;
    private final Registrar registrar;
    private final PendingOffers offers;
    private final Forwarder forwarder;
    private final Connection.Listener listener = new ConnectionEvents();

    /**
     * The rules of one relay, which join the network.
     *
     * @param network the other nodes; the caller closes it
     * @param connections what the relay's connections share
     */
    public RelayServer(
            ClientRegistry registry, Authenticator authenticator, PeerNetwork network, ConnectionContext connections) {
        RelayConfig config = connections.config();
        boolean users = authenticator.required();
        this.connections = connections;
        this.rules = new RuleContext(
                registry, network, new GenerationPolicy(config.protocol(), users), new Replies(), connections.events());
        this.refusals = new Refusals(rules);
        this.registrar =
                new Registrar(rules, refusals, authenticator, connections.currentConfig(), connections.nanoTime());
        this.offers = new PendingOffers(config.logging().maxOffers(), connections.events());
        SourcePolicyCheck sources = new SourcePolicyCheck(config.source(), users);
        this.forwarder = new Forwarder(rules, refusals, sources, offers, connections.nanoTime());
        network.join(new RelayNode());
    }

    /** The generation whose rules hold for a connection before its first registration. */
    public Generation initialGeneration() {
        return rules.generations().initial();
    }

    /** Ends the wait for answers to old offers. Called once in a few seconds. */
    public void expireOffers() {
        offers.expire(connections.nanoTime().getAsLong());
    }

    /** Opens a connection under these rules. */
    public Connection open(Transport transport, Credentials credentials) {
        return Connection.open(transport, credentials, initialGeneration(), listener, connections);
    }

    /**
     * Closes the connections of the clients whose accepted credentials have been withdrawn.
     *
     * @param withdrawn whether accepted credentials have been
     */
    public void close(Predicate<Authentication.Accepted> withdrawn) {
        for (Connection connection : rules.registry().connections()) {
            Authentication.Accepted proof = connection.identification().proof();
            if (proof != null && connection.isOpen() && withdrawn.test(proof)) {
                refusals.withdrawn(connection, proof);
            }
        }
    }

    /** Registers a client under its uuid after its credentials were checked. The stage completes when that has ended. */
    CompletionStage<Void> register(Connection connection, Registration registration) {
        return registrar.register(connection, registration);
    }

    /** Removes a client whose registration has ended; a newer owner of its uuid stays. */
    void unregister(Client client, String why) {
        registrar.unregister(client, why);
    }

    /** Forwards a message to its peer, or returns it to its sender with the reason. */
    void connect(Connection connection, PeerConnection message) {
        forwarder.forward(connection, message);
    }

    /** Sends a client a message of the relay. A client that does not read is closed when its outbox is full. */
    void send(Connection connection, Message message) {
        rules.replies().send(connection, message);
    }

    private final class ConnectionEvents implements Connection.Listener {
        @Override
        public long nextStamp() {
            return rules.network().nextStamp(rules.registry()::nextStamp);
        }

        @Override
        public void opened(Connection connection) {
            rules.registry().opened(connection);
        }

        @Override
        public CompletionStage<Void> received(Connection connection, Message message) {
            if (message instanceof Registration registration) {
                return register(connection, registration);
            }
            if (message instanceof PeerConnection peerConnection) {
                connect(connection, peerConnection);
            } else {
                refusals.malformed(connection, "a response, which only the relay sends");
            }
            return DONE;
        }

        @Override
        public CompletionStage<Void> tooFast(Connection connection, Message message) {
            if (!(message instanceof PeerConnection peerConnection)) {
                return received(connection, message);
            }
            forwarder.returnTooFast(connection, peerConnection);
            return DONE;
        }

        @Override
        public void malformed(Connection connection, String why) {
            refusals.malformed(connection, why);
        }

        @Override
        public void binary(Connection connection) {
            refusals.binary(connection);
        }

        @Override
        public void tooLong(Connection connection) {
            refusals.tooLong(connection);
        }

        @Override
        public void undelivered(Connection sender, PeerConnection message, String reason) {
            forwarder.undelivered(sender, message, reason);
        }

        @Override
        public void ended(Connection connection, String why) {
            Client client = connection.client();
            if (client != null) {
                unregister(client, why);
            }
        }

        @Override
        public void gone(Connection connection) {
            rules.registry().closed(connection);
        }
    }

    private final class RelayNode implements PeerNetwork.LocalNode {
        @Override
        public Delivery deliver(PeerConnection message, User user, ReturnAddress sender) {
            return forwarder.deliver(message, user, sender);
        }

        @Override
        public void returned(UUID sender, long stamp, PeerConnection message, String reason) {
            forwarder.returned(sender, stamp, message, reason);
        }

        @Override
        public void displaced(UUID uuid, long stamp) {
            registrar.displaced(uuid, stamp);
        }

        @Override
        public void claimed(UUID uuid, long stamp) {
            registrar.claimed(uuid, stamp);
        }

        @Override
        public boolean mayTakeOver(Client newcomer) {
            return registrar.mayTakeOver(newcomer);
        }
    }
}
