/**
 * {@code relay bench}: a load tester that accounts for every message. It shares the messages and the type of secrets
 * with the relay; it is not in the WAR.
 *
 * <p>A load runs on the calling thread and on the threads of its WebSocket clients. All of these threads write to the
 * counters.
 */
@NullMarked
package proxystore.relay.bench;

import org.jspecify.annotations.NullMarked;
