/**
 * Joins relays over NATS: the implementation of {@link proxystore.relay.routing.PeerNetwork} for more than one node. The rules
 * are independent of NATS, which they use through {@link proxystore.relay.cluster.MessageBus}.
 */
@NullMarked
package proxystore.relay.cluster;

import org.jspecify.annotations.NullMarked;
