/**
 * The relay's own tokens: a file of hashes, read anew when it changes, and its editor for the command line.
 *
 * <p>A check reads the file's attributes, so it runs on the authenticator's threads. A read that is under way makes
 * other checks wait for it.
 */
@NullMarked
package proxystore.relay.auth.tokenfile;

import org.jspecify.annotations.NullMarked;
