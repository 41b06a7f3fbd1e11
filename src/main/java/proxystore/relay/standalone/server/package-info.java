/**
 * The embedded server: Grizzly listens, Tyrus performs the handshake, and {@link
 * proxystore.relay.standalone.server.RunningRelay} owns log, relay and server from the start to the end of the process.
 *
 * <p>The bytes of a client pass the filters that {@link proxystore.relay.standalone.server.ListenerFilters} arranges, until
 * its connection is a WebSocket. A connection that does not become one gets a {@link
 * proxystore.relay.standalone.server.LastAnswer}.
 *
 * <p>Selector threads accept, read, handle, write and answer HTTP requests; they must never block. The main thread starts
 * the relay and waits; a shutdown hook closes it. A selector thread that ends by an Error ends the process.
 */
@NullMarked
package proxystore.relay.standalone.server;

import org.jspecify.annotations.NullMarked;
