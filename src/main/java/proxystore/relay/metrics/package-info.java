/**
 * Shows the counts of a relay to monitoring systems. The only package that knows Micrometer, which is loaded by the first
 * scrape and not by the start.
 */
@NullMarked
package proxystore.relay.metrics;

import org.jspecify.annotations.NullMarked;
