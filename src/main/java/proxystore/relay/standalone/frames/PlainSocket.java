package proxystore.relay.standalone.frames;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.WritableMessage;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;

/**
 * Writes to the channel what it takes at once, and has Grizzly write the rest when the channel takes more. No other thread
 * writes to the channel meanwhile: after the handshake only the frame layer writes, one frame at a time.
 */
record PlainSocket(TCPNIOConnection socket) implements FrameSocket {
    /** The most bytes that are written without Grizzly: the JDK keeps a buffer of that size for each writing thread. */
    private static final int MAX_BYTES = 64 * 1024;

    @Override
    public void write(ByteBuffer frame, CompletionHandler<WriteResult<WritableMessage, SocketAddress>> completion) {
        if (!writeNow(socket, frame, completion)) {
            writeLater(socket, frame, completion);
        }
    }

    /**
     * Writes what the channel takes at once.
     *
     * @return whether the completion was notified: all bytes are written, or the socket has failed
     */
    static boolean writeNow(
            TCPNIOConnection socket,
            ByteBuffer bytes,
            CompletionHandler<WriteResult<WritableMessage, SocketAddress>> completion) {
        if (bytes.remaining() > MAX_BYTES
                || !socket.isOpen()
                || !socket.getAsyncWriteQueue().isEmpty()) {
            return false;
        }
        try {
            ((SocketChannel) socket.getChannel()).write(bytes);
        } catch (IOException e) {
            completion.failed(e);
            socket.terminateWithReason(e);
            return true;
        }
        if (bytes.hasRemaining()) {
            return false;
        }
        completion.completed(null);
        return true;
    }

    /** Has Grizzly write the bytes. The caller leaves the buffer to it. */
    static void writeLater(
            TCPNIOConnection socket,
            ByteBuffer bytes,
            CompletionHandler<WriteResult<WritableMessage, SocketAddress>> completion) {
        TCPNIOTransport transport = (TCPNIOTransport) socket.getTransport();
        Buffer rest = Buffers.wrap(transport.getMemoryManager(), bytes);
        transport.getAsyncQueueIO().getWriter().write(socket, null, rest, completion);
    }
}
