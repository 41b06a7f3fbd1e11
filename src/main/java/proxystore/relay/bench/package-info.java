/**
 * {@code relay bench}: a client of the relay that loads it and counts what becomes of every message. It knows the
 * messages' form and nothing else of the server; not in the WAR.
 */
@NullMarked
package proxystore.relay.bench;

import org.jspecify.annotations.NullMarked;
