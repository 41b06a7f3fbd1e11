/**
 * The wire format: the kinds of messages, how each generation of the protocol names their fields, and why a
 * connection is closed.
 *
 * <p>Messages are immutable. Encoder and decoder have no state and may be used by any thread.
 */
@NullMarked
package proxystore.relay.message;

import org.jspecify.annotations.NullMarked;
