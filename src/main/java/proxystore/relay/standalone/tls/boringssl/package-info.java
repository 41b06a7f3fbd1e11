/**
 * TLS by BoringSSL, through Netty's engine. Of Netty, only the engine is used: no event loop, no pipeline and no pool of
 * buffers.
 *
 * <p>An engine is used by the selector thread of its connection, and released by the thread that closes the connection.
 */
@NullMarked
package proxystore.relay.standalone.tls.boringssl;

import org.jspecify.annotations.NullMarked;
