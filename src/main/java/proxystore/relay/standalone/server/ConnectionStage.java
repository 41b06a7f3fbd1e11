package proxystore.relay.standalone.server;

import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.jspecify.annotations.Nullable;

/** What a client's connection has reached. Its selector thread writes it; the thread that closes the connection reads it. */
enum ConnectionStage {
    /** A TLS handshake has begun. */
    TLS_HANDSHAKE,
    /** The scheme is right, a TLS handshake is complete, and no byte of a request has been read. */
    ESTABLISHED,
    /** A part of a request has arrived. */
    REQUEST,
    /** The relay has sent its last answer, or ends the connection without one. */
    ANSWERED,
    /** The connection is a WebSocket. */
    WEBSOCKET;

    private static final Attribute<ConnectionStage> STAGE =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(ConnectionStage.class.getName());

    /** The stage of a connection; null before its first byte. */
    static @Nullable ConnectionStage of(Connection<?> connection) {
        return STAGE.get(connection);
    }

    /** Makes this the stage of a connection. */
    void set(Connection<?> connection) {
        STAGE.set(connection, this);
    }
}
