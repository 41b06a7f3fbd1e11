/** The standalone program's tests, and the certificates that tests over TLS use. */
@NullMarked
package proxystore.relay.standalone;

import org.jspecify.annotations.NullMarked;
