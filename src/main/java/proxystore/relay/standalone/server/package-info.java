/**
 * The embedded server: Grizzly listens, Tyrus performs the handshake, and {@link
 * proxystore.relay.standalone.server.RunningRelay} owns log, relay and server from the start to the end of the process.
 *
 * <p>Selector threads accept, read, handle, write and answer HTTP requests; they must never block. The main thread starts
 * the relay and waits; a shutdown hook closes it. A selector thread that ends by an Error ends the process.
 */
@NullMarked
package proxystore.relay.standalone.server;

import org.jspecify.annotations.NullMarked;
