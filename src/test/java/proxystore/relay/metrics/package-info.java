@NullMarked
package proxystore.relay.metrics;

import org.jspecify.annotations.NullMarked;
