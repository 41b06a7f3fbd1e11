/** Tests of the authentication of clients. */
@NullMarked
package proxystore.relay.auth;

import org.jspecify.annotations.NullMarked;
