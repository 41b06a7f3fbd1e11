package proxystore.relay.routing;

import proxystore.relay.config.AcceptedGenerations;
import proxystore.relay.message.Generation;
import proxystore.relay.peer.Connection;

/** Decides which generation's rules hold for a connection. With users, those of generation 1.0 hold for all. */
final class GenerationPolicy {
    private final AcceptedGenerations protocol;
    private final boolean users;

    GenerationPolicy(AcceptedGenerations protocol, boolean users) {
        this.protocol = protocol;
        this.users = users;
    }

    /** The generation of a connection before its first registration. */
    Generation initial() {
        return protocol == AcceptedGenerations.V1_0 ? Generation.V1_0 : Generation.V0_5;
    }

    /** Whether a registration of this generation may be made on this connection. */
    boolean accept(Connection connection, Generation generation) {
        if (connection.client() != null) {
            return generation == connection.generation();
        }
        return protocol == AcceptedGenerations.AUTO || generation == initial();
    }

    /** The generation whose rules hold for this connection. */
    Generation of(Connection connection) {
        return of(connection.generation());
    }

    /** The generation whose rules hold for a client that speaks this one. */
    Generation of(Generation spoken) {
        return users ? Generation.V1_0 : spoken;
    }
}
