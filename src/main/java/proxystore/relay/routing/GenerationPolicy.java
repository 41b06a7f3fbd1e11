package proxystore.relay.routing;

import proxystore.relay.config.AcceptedGenerations;
import proxystore.relay.message.Generation;
import proxystore.relay.peer.Connection;

/** Which generation's rules hold for whom. With users, generation 1.0's hold for everybody. */
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

    /** The generation that decides what a mistake on this connection leads to. */
    Generation of(Connection connection) {
        return of(connection.generation());
    }

    /** The generation that decides, where this one is spoken. */
    Generation of(Generation spoken) {
        return users ? Generation.V1_0 : spoken;
    }
}
