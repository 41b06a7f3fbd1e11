/**
 * Authentication of clients by their bearer tokens or by the container. The outcomes separate a client's mistake from a
 * failure of the relay or the identity provider.
 *
 * <p>Checks return a {@code CompletionStage}: no caller blocks. Blocking work runs on a bounded pool of threads, which
 * the authenticator owns and ends when it is closed.
 */
@NullMarked
package proxystore.relay.auth;

import org.jspecify.annotations.NullMarked;
