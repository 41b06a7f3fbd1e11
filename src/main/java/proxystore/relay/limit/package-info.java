/**
 * Rates, addresses, bytes and file descriptors, as limits count them. Knows no other package.
 */
@NullMarked
package proxystore.relay.limit;

import org.jspecify.annotations.NullMarked;
