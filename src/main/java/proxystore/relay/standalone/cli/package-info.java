/**
 * The command line: the relay and its subcommands, with their help and their one-line error messages.
 *
 * <p>All of it runs on the main thread, which waits until the relay or the subcommand ends. {@code relay bench} adds a
 * shutdown hook, so that ctrl-C still prints the figures.
 */
@NullMarked
package proxystore.relay.standalone.cli;

import org.jspecify.annotations.NullMarked;
