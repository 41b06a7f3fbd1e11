/**
 * Checks of tokens that need an identity provider: token introspection (RFC 7662) and signed tokens (RFC 7519) with the
 * provider's published keys (RFC 7517).
 *
 * <p>These classes block while they wait for the provider. Only the threads of {@link
 * proxystore.relay.auth.ThreadPoolTokenVerifier} call them.
 */
@NullMarked
package proxystore.relay.auth.provider;

import org.jspecify.annotations.NullMarked;
