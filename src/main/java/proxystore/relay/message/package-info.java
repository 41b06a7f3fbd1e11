/** What goes over the wire: the message kinds, how each generation names them, and why a connection is closed. */
@NullMarked
package proxystore.relay.message;

import org.jspecify.annotations.NullMarked;
