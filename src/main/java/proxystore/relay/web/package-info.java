/**
 * The pages that the relay shows over HTTP: from a request's path to status, type and text. They know neither servlets nor
 * the embedded server; the servlet of the WAR and the handler of the standalone server pass them on.
 *
 * <p>A page is made on the calling thread from what is in memory. The caller may be a selector thread, so no page blocks.
 */
@NullMarked
package proxystore.relay.web;

import org.jspecify.annotations.NullMarked;
