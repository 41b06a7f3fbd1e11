package proxystore.relay.standalone.frames;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.WritableMessage;
import org.glassfish.grizzly.memory.Buffers;

/** Writes to one TCP connection without blocking. */
interface FrameSocket {
    /**
     * Writes a frame. The caller waits for the completion, which may run within this call, before it writes again.
     *
     * @param completion is notified when the kernel has taken the whole frame, or when it cannot take all of it
     */
    void write(ByteBuffer frame, CompletionHandler<WriteResult<WritableMessage, SocketAddress>> completion);

    /** Writes through Grizzly's filters. */
    static FrameSocket throughFilters(Connection<?> socket) {
        @SuppressWarnings("unchecked") // a TCP connection
        Connection<SocketAddress> tcp = (Connection<SocketAddress>) socket;
        return (frame, completion) -> {
            Buffer message = Buffers.wrap(tcp.getTransport().getMemoryManager(), frame);
            tcp.<WritableMessage>write(message, completion);
        };
    }
}
