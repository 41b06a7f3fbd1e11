/**
 * Support for log entries of every package: texts that cannot forge a line, and entries that may fail without harm.
 * This package knows no other one.
 *
 * <p>Any thread may call it, and nothing blocks.
 */
@NullMarked
package proxystore.relay.log;

import org.jspecify.annotations.NullMarked;
