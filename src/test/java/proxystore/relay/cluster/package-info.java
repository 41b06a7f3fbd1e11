/** Tests of a relay of several nodes: over simulated networks, and over real NATS servers where nats-server is installed. */
@NullMarked
package proxystore.relay.cluster;

import org.jspecify.annotations.NullMarked;
