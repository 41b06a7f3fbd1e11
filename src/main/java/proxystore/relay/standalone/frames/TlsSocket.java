package proxystore.relay.standalone.frames;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.WritableMessage;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;

/**
 * Encrypts frames and writes them without Grizzly's filters. Grizzly's TLS filter still performs handshakes and decrypts; it
 * would keep the buffer of its last write, of 27 kB, as long as the connection.
 *
 * <p>Its only state is one buffer per writing thread, which is empty between two writes. The frame layer writes one frame at a
 * time, so that records leave in the order in which they were encrypted.
 */
record TlsSocket(TCPNIOConnection socket, SSLEngine engine) implements FrameSocket {
    /** The encrypted bytes of most frames; longer ones have a buffer of their own. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private static final ThreadLocal<ByteBuffer> ENCRYPTED =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));

    @Override
    public void write(ByteBuffer frame, CompletionHandler<WriteResult<WritableMessage, SocketAddress>> completion) {
        ByteBuffer records;
        try {
            records = encrypt(frame);
        } catch (SSLException e) {
            completion.failed(e);
            socket.terminateWithReason(e);
            return;
        }
        if (!PlainSocket.writeNow(socket, records, completion)) {
            ByteBuffer rest =
                    ByteBuffer.allocate(records.remaining()).put(records).flip();
            PlainSocket.writeLater(socket, rest, completion);
        }
    }

    private ByteBuffer encrypt(ByteBuffer frame) throws SSLException {
        ByteBuffer encrypted = ENCRYPTED.get().clear();
        while (frame.hasRemaining()) {
            int before = frame.remaining();
            SSLEngineResult.Status status = engine.wrap(frame, encrypted).getStatus();
            if (status == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                int room = engine.getSession().getPacketBufferSize();
                encrypted = ByteBuffer.allocate(encrypted.position() + frame.remaining() + room + BUFFER_BYTES)
                        .put(encrypted.flip());
            } else if (status != SSLEngineResult.Status.OK || frame.remaining() == before) {
                throw new SSLException("TLS has ended: " + status);
            }
        }
        return encrypted.flip();
    }
}
