/**
 * {@code relay bench}: a client of the relay that loads it and accounts for every message. Of the server it knows the
 * form of messages, and of the configuration how a secret is kept; it is not in the WAR.
 *
 * <p>Each load runs on the calling thread and on the threads of its WebSocket client. Counters are written by any of
 * these threads.
 */
@NullMarked
package proxystore.relay.bench;

import org.jspecify.annotations.NullMarked;
