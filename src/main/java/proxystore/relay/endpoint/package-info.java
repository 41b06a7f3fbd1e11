/**
 * Where a container meets the relay: the annotated WebSocket endpoint, its configurator, and what a handshake tells
 * about its client.
 *
 * <p>The container's threads call the endpoint, for one connection one after the other. They must not block, because a
 * container may have few of them.
 */
@NullMarked
package proxystore.relay.endpoint;

import org.jspecify.annotations.NullMarked;
