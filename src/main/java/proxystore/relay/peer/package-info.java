/**
 * One open connection with its inbox and its bounded outbox, and the registry that maps each uuid to its connection.
 *
 * <p>Messages of one connection are handled one at a time, on the thread that read them or on the thread that completed
 * the check before. A sender never waits for a receiver: the outbox accepts a message or refuses it. No I/O happens under
 * a lock, and no callback is called under one.
 */
@NullMarked
package proxystore.relay.peer;

import org.jspecify.annotations.NullMarked;
