/**
 * The wire format: the kinds of messages, how each generation of the protocol names their fields, and why a
 * connection is closed.
 *
 * <p>Messages are immutable. The encoder and the decoder are stateless; any thread may use them.
 */
@NullMarked
package proxystore.relay.message;

import org.jspecify.annotations.NullMarked;
