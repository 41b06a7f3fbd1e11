/**
 * The relay's own tokens: a file of hashes, read anew when it changes, and its editor for the command line.
 *
 * <p>A check reads the file's attributes, so it runs on the authenticator's threads. A read in progress makes
 * other checks wait.
 */
@NullMarked
package proxystore.relay.auth.tokenfile;

import org.jspecify.annotations.NullMarked;
