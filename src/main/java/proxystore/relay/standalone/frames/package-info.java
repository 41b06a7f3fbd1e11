/**
 * The frame layer (RFC 6455, section 5): reads whole texts and writes them without Tyrus, which keeps the rest of the
 * WebSocket.
 *
 * <p>A connection is read by its selector thread alone. Any thread may send; which of them writes is decided without a
 * lock, and the bytes of one selection are written together.
 */
@NullMarked
package proxystore.relay.standalone.frames;

import org.jspecify.annotations.NullMarked;
