/**
 * What the relay is told: immutable configuration records with their checks, one table of all settings
 * ({@link proxystore.relay.config.Settings}), and the loader that lays defaults, file, context-params, environment and
 * flags over each other.
 */
@NullMarked
package proxystore.relay.config;

import org.jspecify.annotations.NullMarked;
