/**
 * The configuration: immutable records, the table of every setting, and the loader that lays defaults, file,
 * context-params, environment and flags over each other.
 *
 * <p>Loading happens on the starting thread. What it yields is immutable and may be read by any thread.
 */
@NullMarked
package proxystore.relay.config;

import org.jspecify.annotations.NullMarked;
