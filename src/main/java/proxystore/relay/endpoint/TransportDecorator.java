package proxystore.relay.endpoint;

import proxystore.relay.peer.Transport;

/** Replaces or extends the transport of a connection in a container that the relay knows beyond the Jakarta API. */
public interface TransportDecorator {
    /** Keeps the transport of the standard API. */
    TransportDecorator STANDARD = (endpoint, transport) -> transport;

    /**
     * A session has opened.
     *
     * @param endpoint receives the messages of the session
     * @param transport sends over the session through the standard API
     * @return the transport that the relay uses
     */
    Transport opened(RelayEndpoint endpoint, Transport transport);

    /** Cuts the TCP connection and drops unsent data, if the container has a way to do so. May block; idempotent. */
    default void cut() {}
}
