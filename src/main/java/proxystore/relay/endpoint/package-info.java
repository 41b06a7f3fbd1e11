/** Where a container meets the relay: the WebSocket endpoint, and what a WAR needs around it. */
@NullMarked
package proxystore.relay.endpoint;

import org.jspecify.annotations.NullMarked;
