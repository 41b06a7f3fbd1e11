/**
 * Certificates and keys from PEM files.
 *
 * <p>Files are read by the starting thread; what they yield is immutable.
 */
@NullMarked
package proxystore.relay.standalone.tls;

import org.jspecify.annotations.NullMarked;
