/**
 * The frame layer (RFC 6455, sections 5 and 7): owns the socket of a WebSocket after its handshake, in both directions.
 *
 * <p>The selector thread of a connection alone reads it and owns its reading state. Any thread may send; frames are written
 * one at a time by the thread that finds none in flight, and a selector thread writes its texts at the end of its
 * selection. The thread {@code relay-closing} cuts peers that do not answer a close.
 */
@NullMarked
package proxystore.relay.standalone.frames;

import org.jspecify.annotations.NullMarked;
