package proxystore.relay.standalone.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.NIOConnection;
import proxystore.relay.standalone.frames.CloseScheduler;

/**
 * Sends the last bytes to connections that do not become WebSockets, and ends them: first the relay's half, then, when the
 * client has ended its own, the rest. TCP resets a connection that is closed while received data is unread, and the reset
 * may overtake the answer. {@link FirstByteFilter} discards what the client still sends.
 */
final class LastAnswer {
    private static final Logger LOGGER = System.getLogger(LastAnswer.class.getName());

    /** The time that a client has to read the answer and to end its half of the connection. */
    static final Duration LINGER = Duration.ofSeconds(2);

    private final CloseScheduler scheduler;

    LastAnswer(CloseScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Sends the bytes through the filters below the one that is called. Called within a read of the connection, or with a copy
     * of its context by any thread.
     */
    @SuppressWarnings("rawtypes") // as Grizzly declares it
    void send(FilterChainContext context, byte[] answer) {
        Connection<?> connection = context.getConnection();
        ConnectionStage.ANSWERED.set(connection);
        scheduler.cutLater(connection, LINGER);
        Buffer message = Buffers.wrap(context.getMemoryManager(), answer);
        context.write(message, new EmptyCompletionHandler<WriteResult>() {
            @Override
            public void completed(WriteResult sent) {
                endOutput(connection);
            }
        });
    }

    private static void endOutput(Connection<?> connection) {
        try {
            ((SocketChannel) ((NIOConnection) connection).getChannel()).shutdownOutput();
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, () -> connection + " has ended before its answer: " + e);
            connection.terminateSilently();
        }
    }
}
