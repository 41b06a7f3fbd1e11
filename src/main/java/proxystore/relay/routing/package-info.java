/**
 * The relay's rules: who may register, which connection a uuid belongs to, and where a message goes.
 *
 * <p>No I/O and no threads of its own. A rule runs on the thread of the connection that it decides about; what two
 * connections compete for is decided by the registry.
 */
@NullMarked
package proxystore.relay.routing;

import org.jspecify.annotations.NullMarked;
