/**
 * The log of the standalone relay: its lines, its file with a weekly rollover, and the queue before the disk.
 *
 * <p>Any thread may log and none waits for the disk: a thread of its own writes the queue, and entries that do not fit
 * are counted.
 */
@NullMarked
package proxystore.relay.standalone.log;

import org.jspecify.annotations.NullMarked;
