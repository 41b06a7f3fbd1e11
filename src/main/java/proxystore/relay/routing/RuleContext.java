package proxystore.relay.routing;

import proxystore.relay.events.RelayEvents;
import proxystore.relay.peer.ClientRegistry;

/**
 * What the rules of one relay share.
 *
 * @param registry stores connections and clients
 * @param network the other nodes
 * @param generations decides which generation's rules hold
 * @param replies sends the relay's own messages
 * @param events receives what happens
 */
record RuleContext(
        ClientRegistry registry,
        PeerNetwork network,
        GenerationPolicy generations,
        Replies replies,
        RelayEvents events) {}
