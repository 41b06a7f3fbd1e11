/**
 * Who a client is: what its bearer token or its container proves. An answer is "accepted", "rejected" or
 * "unavailable", so that a failure of ours is never a client's.
 *
 * <p>Checks answer through a {@code CompletionStage}: no caller blocks. What takes time runs on the threads of a bounded
 * pool that the authenticator owns and ends when it is closed.
 */
@NullMarked
package proxystore.relay.auth;

import org.jspecify.annotations.NullMarked;
