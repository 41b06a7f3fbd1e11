/**
 * The configuration: immutable records, the table of every setting, and the loader that combines defaults, file,
 * context-params, environment and flags.
 *
 * <p>The starting thread loads the configuration. The result is immutable; any thread may read it.
 */
@NullMarked
package proxystore.relay.config;

import org.jspecify.annotations.NullMarked;
