package proxystore.relay.message;

import java.util.UUID;

/**
 * A client tells the relay who it is: {@code server_registration} of ProxyStore 0.5, {@code relay_registration} of 1.0.
 *
 * @param name what the client calls itself; chosen freely by the client
 * @param uuid under which peers reach the client
 */
public record Registration(String name, UUID uuid, Generation generation) implements Message {}
