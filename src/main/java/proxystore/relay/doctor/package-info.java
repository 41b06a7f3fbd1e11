/**
 * {@code relay doctor}: examines the way from this machine to a relay, step by step, as an endpoint would take it. It
 * shares the messages and the addresses of relays with the rest of the program, and works with ProxyStore's relays too.
 *
 * <p>All of it runs on the calling thread. Each read has a time limit, and all connections are closed at the end.
 */
@NullMarked
package proxystore.relay.doctor;

import org.jspecify.annotations.NullMarked;
