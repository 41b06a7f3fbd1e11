/**
 * What log entries need in every package: texts that cannot forge a line, and entries that may fail without harm. It
 * knows no other package.
 *
 * <p>Stateless; any thread may call it, and nothing in it blocks.
 */
@NullMarked
package proxystore.relay.log;

import org.jspecify.annotations.NullMarked;
