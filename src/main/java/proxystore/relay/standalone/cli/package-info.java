/**
 * The command line: the relay itself and its subcommands, with their help and their one-line mistakes.
 *
 * <p>Everything runs on the main thread, which waits until the relay ends.
 */
@NullMarked
package proxystore.relay.standalone.cli;

import org.jspecify.annotations.NullMarked;
