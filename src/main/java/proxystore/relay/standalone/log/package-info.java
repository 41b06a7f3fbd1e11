/**
 * The log of the standalone relay: its lines, its file with a rollover by week and size, and the queue before the disk.
 *
 * <p>Any thread may log, and none waits for the disk. The thread {@code relay-log} owns the outputs and writes the queue;
 * entries that do not fit are dropped and counted.
 */
@NullMarked
package proxystore.relay.standalone.log;

import org.jspecify.annotations.NullMarked;
