/**
 * What only the WAR needs: the listener that starts and ends the relay with its servlet context, the filter around a
 * handshake, and the servlet for the pages.
 *
 * <p>The container calls these classes; the relay lives in the servlet context and ends with it, so that a redeployed
 * WAR leaves no thread and no class behind.
 */
@NullMarked
package proxystore.relay.webapp;

import org.jspecify.annotations.NullMarked;
