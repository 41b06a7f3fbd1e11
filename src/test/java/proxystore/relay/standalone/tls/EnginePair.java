package proxystore.relay.standalone.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A client of the JDK and an engine of the server, in memory. Records are passed as Grizzly passes them: one at a time. */
final class EnginePair {
    private static final int BUFFER_BYTES = 40_000;
    private static final int RECORD_HEADER_BYTES = 5;

    final SSLEngine client;
    final SSLEngine server;
    /** The records on their way to the client and to the server, in read mode. */
    private final ByteBuffer toClient = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

    private final ByteBuffer toServer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

    EnginePair(SSLContext clients, SSLEngine server) {
        this.client = clients.createSSLEngine("localhost", 1);
        this.server = server;
        client.setUseClientMode(true);
    }

    /** Completes the handshake, or throws the failure of the side that detects it. */
    EnginePair shakeHands() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        while (isHandshaking(client) || isHandshaking(server)) {
            boolean moved = step(client, toServer, toClient);
            moved |= step(server, toClient, toServer);
            if (!moved) {
                throw new AssertionError("The handshake does not go on: " + client.getHandshakeStatus() + ", "
                        + server.getHandshakeStatus());
            }
        }
        return this;
    }

    /** Sends bytes from one side to the other; returns what arrives. */
    byte[] send(SSLEngine from, ByteBuffer bytes) throws SSLException {
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        ByteBuffer way = from == client ? toServer : toClient;
        while (bytes.hasRemaining()) {
            wrap(from, bytes, way);
            ByteBuffer plain = ByteBuffer.allocate(BUFFER_BYTES);
            while (unwrap(other(from), way, plain).isPresent()) { // also records without data, such as tickets
                arrived.write(plain.flip().array(), 0, plain.limit());
                plain.clear();
            }
        }
        return arrived.toByteArray();
    }

    /** Closes the client's side and gives the server the close; returns what the server reports. */
    SSLEngineResult closeFromClient() throws SSLException {
        client.closeOutbound();
        wrap(client, ByteBuffer.allocate(0), toServer);
        return unwrap(server, toServer, ByteBuffer.allocate(BUFFER_BYTES)).orElseThrow();
    }

    private static boolean isHandshaking(SSLEngine engine) {
        HandshakeStatus status = engine.getHandshakeStatus();
        return status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING;
    }

    private static boolean step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_WRAP -> wrap(engine, ByteBuffer.allocate(0), out);
            case NEED_TASK -> {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
            default -> {
                // After its own handshake the client may still receive records of TLS 1.3.
                ByteBuffer plain = ByteBuffer.allocate(BUFFER_BYTES);
                return unwrap(engine, in, plain).isPresent();
            }
        }
        return true;
    }

    private static void wrap(SSLEngine engine, ByteBuffer plain, ByteBuffer way) throws SSLException {
        way.compact();
        engine.wrap(plain, way);
        way.flip();
    }

    /** Gives the engine the next record; empty if none is complete. */
    private static Optional<SSLEngineResult> unwrap(SSLEngine engine, ByteBuffer way, ByteBuffer plain)
            throws SSLException {
        if (way.remaining() < RECORD_HEADER_BYTES) {
            return Optional.empty();
        }
        int length = RECORD_HEADER_BYTES + (way.getShort(way.position() + 3) & 0xffff);
        ByteBuffer record = way.slice(way.position(), Math.min(length, way.remaining()));
        SSLEngineResult result = engine.unwrap(record, plain);
        way.position(way.position() + record.position());
        return Optional.of(result);
    }

    private SSLEngine other(SSLEngine engine) {
        return engine == client ? server : client;
    }
}
