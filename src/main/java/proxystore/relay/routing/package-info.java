/**
 * The relay's rules: which client may register, which connection owns a uuid, and where a message is sent.
 *
 * <p>They do no I/O and have no threads. A rule runs on the thread that handles the messages of its connection. When two
 * connections compete for a uuid, the registry decides.
 */
@NullMarked
package proxystore.relay.routing;

import org.jspecify.annotations.NullMarked;
