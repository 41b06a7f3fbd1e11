/** Who a client is: what its bearer token proves. */
@NullMarked
package proxystore.relay.auth;

import org.jspecify.annotations.NullMarked;
