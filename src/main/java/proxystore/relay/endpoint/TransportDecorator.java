package proxystore.relay.endpoint;

import proxystore.relay.peer.Transport;

/** What a container that is known better than the Jakarta API knows it adds to a connection. */
public interface TransportDecorator {
    /** Adds nothing: the standard API alone. */
    TransportDecorator STANDARD = (endpoint, transport) -> transport;

    /**
     * A session has opened.
     *
     * @param endpoint what takes its messages
     * @param transport the session, through the standard API
     * @return what the relay sends with
     */
    Transport opened(RelayEndpoint endpoint, Transport transport);

    /** Cuts the TCP connection and drops what waits to be sent, if the container has a way to do so. May block; idempotent. */
    default void cut() {}
}
