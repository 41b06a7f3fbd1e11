/**
 * What only the WAR needs: the listener that starts and closes the relay with its servlet context, the filter around a
 * handshake, and the servlet for the pages.
 *
 * <p>The container's threads call these classes. The servlet context owns the relay; when it ends, no thread and no class
 * of the WAR remains.
 */
@NullMarked
package proxystore.relay.webapp;

import org.jspecify.annotations.NullMarked;
