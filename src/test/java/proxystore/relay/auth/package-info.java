/** Tests of who a client is. */
@NullMarked
package proxystore.relay.auth;

import org.jspecify.annotations.NullMarked;
