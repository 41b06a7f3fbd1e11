/**
 * {@code relay bench}: a client of the relay that loads it and counts what becomes of every message. Of the server
 * it knows the messages' form, and of the configuration how a secret is kept; not in the WAR.
 */
@NullMarked
package proxystore.relay.bench;

import org.jspecify.annotations.NullMarked;
