/**
 * The relay seen from outside: real relays, standalone and in servlet containers, driven through real WebSockets by a
 * client that shares no code with them.
 */
@NullMarked
package proxystore.relay.scenario;

import org.jspecify.annotations.NullMarked;
