package proxystore.relay.message;

import java.util.UUID;

/**
 * A client announces itself to the relay: {@code server_registration} of ProxyStore 0.5, {@code relay_registration} of
 * 1.0.
 *
 * @param name the client's name, which the client chooses freely
 * @param uuid the address under which peers reach the client
 */
public record Registration(String name, UUID uuid, Generation generation) implements Message {}
