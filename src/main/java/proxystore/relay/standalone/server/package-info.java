/**
 * The embedded server: Grizzly listens, Tyrus performs the handshake, and the relay runs between its start and its
 * end.
 *
 * <p>Selector threads accept, read, handle and write; they never block. A selector thread that ends by an Error ends the
 * process.
 */
@NullMarked
package proxystore.relay.standalone.server;

import org.jspecify.annotations.NullMarked;
