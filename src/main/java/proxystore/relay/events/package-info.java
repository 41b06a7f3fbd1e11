/**
 * What happens in a relay, as an operator counts it: one interface that the relay calls and metrics implement.
 */
@NullMarked
package proxystore.relay.events;

import org.jspecify.annotations.NullMarked;
