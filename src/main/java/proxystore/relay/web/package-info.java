/**
 * The pages that the relay shows over HTTP. They know neither servlets nor the embedded server.
 *
 * <p>A page is made from what is in memory, so a selector thread may ask for it.
 */
@NullMarked
package proxystore.relay.web;

import org.jspecify.annotations.NullMarked;
