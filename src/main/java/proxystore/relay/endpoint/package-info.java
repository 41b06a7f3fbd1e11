/**
 * Connects a container to the relay: the annotated WebSocket endpoint, its configurator, and the client's address from
 * the handshake.
 *
 * <p>The container's threads call the endpoint, one at a time for each connection. They must not block, because a container
 * may have few of them.
 */
@NullMarked
package proxystore.relay.endpoint;

import org.jspecify.annotations.NullMarked;
