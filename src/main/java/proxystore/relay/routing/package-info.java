/** The relay's rules, free of I/O and threads: register, unregister, connect, send. */
@NullMarked
package proxystore.relay.routing;

import org.jspecify.annotations.NullMarked;
