/** One open connection and its bounded outbox, and the registry of who is reachable under which uuid. */
@NullMarked
package proxystore.relay.peer;

import org.jspecify.annotations.NullMarked;
