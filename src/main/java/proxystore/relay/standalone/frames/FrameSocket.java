package proxystore.relay.standalone.frames;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.WritableMessage;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import org.glassfish.grizzly.ssl.SSLUtils;

/** Writes to one TCP connection without blocking. */
interface FrameSocket {
    /**
     * Writes a frame. The caller waits for the completion, which may run within this call, before it writes again.
     *
     * @param completion is notified when the kernel has taken the whole frame, or when it cannot take all of it
     */
    void write(ByteBuffer frame, CompletionHandler<WriteResult<WritableMessage, SocketAddress>> completion);

    /**
     * Writes to a socket: without Grizzly's filters if it has TLS or its reads bypass them, else through them.
     *
     * @param sendBufferBytes the socket's send buffer; 0 for the system's
     */
    static FrameSocket of(Connection<?> socket, int sendBufferBytes) {
        if (!(socket instanceof TCPNIOConnection tcp)) {
            return throughFilters(socket);
        }
        if (sendBufferBytes > 0) {
            limitSendBuffer(tcp, sendBufferBytes);
        }
        SSLEngine tls = SSLUtils.getSSLEngine(tcp);
        if (tls != null) {
            return new TlsSocket(tcp, tls);
        }
        return tcp.getTransport().getIOStrategy() instanceof FilterBypassStrategy
                ? new PlainSocket(tcp)
                : throughFilters(tcp);
    }

    /** Grizzly itself only enlarges send buffers. */
    private static void limitSendBuffer(TCPNIOConnection socket, int bytes) {
        try {
            ((SocketChannel) socket.getChannel()).setOption(StandardSocketOptions.SO_SNDBUF, bytes);
        } catch (IOException e) {
            System.getLogger(FrameSocket.class.getName())
                    .log(Level.DEBUG, () -> "The send buffer of " + socket + " keeps its size: " + e);
        }
    }

    private static FrameSocket throughFilters(Connection<?> socket) {
        @SuppressWarnings("unchecked") // a TCP connection
        Connection<SocketAddress> tcp = (Connection<SocketAddress>) socket;
        return (frame, completion) -> {
            Buffer message = Buffers.wrap(tcp.getTransport().getMemoryManager(), frame);
            tcp.<WritableMessage>write(message, completion);
        };
    }
}
