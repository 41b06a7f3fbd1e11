/** Tests of the load tester: what it counts, and that it counts every fault. */
@NullMarked
package proxystore.relay.bench;

import org.jspecify.annotations.NullMarked;
