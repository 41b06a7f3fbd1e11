/**
 * TLS of the listener: certificates and keys from PEM files, and the engines of connections, from the JDK or from
 * BoringSSL.
 *
 * <p>What is read from files is immutable. {@link proxystore.relay.standalone.tls.ServerTls} may be used by any thread. The
 * thread {@code relay-certificate} replaces the certificate when its files change.
 */
@NullMarked
package proxystore.relay.standalone.tls;

import org.jspecify.annotations.NullMarked;
