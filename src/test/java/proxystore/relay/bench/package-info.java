/** The load tester's own tests: what it counts, and that it counts what is wrong. */
@NullMarked
package proxystore.relay.bench;

import org.jspecify.annotations.NullMarked;
