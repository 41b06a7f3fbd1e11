/**
 * Named threads. This package knows only the log.
 *
 * <p>All threads made here are daemons: they do not keep a process alive.
 */
@NullMarked
package proxystore.relay.concurrent;

import org.jspecify.annotations.NullMarked;
