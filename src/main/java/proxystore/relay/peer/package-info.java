/**
 * One open connection with its inbox and its bounded outbox, and the registry that knows which connection serves
 * which uuid.
 *
 * <p>Messages of one connection are handled one at a time, on the thread that read them or on the one that completed the
 * check before. A sender never waits for a receiver: the outbox takes a message or returns it. No I/O happens under a
 * lock.
 */
@NullMarked
package proxystore.relay.peer;

import org.jspecify.annotations.NullMarked;
