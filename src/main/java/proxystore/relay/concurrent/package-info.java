/**
 * Threads that have names. It knows no other package.
 *
 * <p>All threads that are made here are daemons: they do not keep a process alive.
 */
@NullMarked
package proxystore.relay.concurrent;

import org.jspecify.annotations.NullMarked;
