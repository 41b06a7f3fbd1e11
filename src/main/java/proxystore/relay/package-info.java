/**
 * The relay as a whole. {@link proxystore.relay.Relay} builds and owns every other object and ends them in order.
 *
 * <p>A container's threads open and close connections here; no thread blocks but the one that closes the relay, which
 * waits for the clients for at most {@code shutdown.drain} and {@code shutdown.timeout}.
 */
@NullMarked
package proxystore.relay;

import org.jspecify.annotations.NullMarked;
