/**
 * The frame layer (RFC 6455, section 5): reads and writes whole texts without Tyrus, which handles all other frames.
 *
 * <p>The selector thread of a connection alone reads it and owns its reading state. Any thread may send; the thread that
 * writes a text claims it by one compare-and-set, without a lock, and a selector thread writes at the end of its
 * selection. The thread {@code relay-closing} performs the delayed part of closes.
 */
@NullMarked
package proxystore.relay.standalone.frames;

import org.jspecify.annotations.NullMarked;
