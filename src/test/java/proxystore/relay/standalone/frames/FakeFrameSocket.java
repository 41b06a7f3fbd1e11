package proxystore.relay.standalone.frames;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.WritableMessage;
import org.jspecify.annotations.Nullable;

/** Records the frames that are written, and completes their writes at once unless it is told to hold them. */
final class FakeFrameSocket implements FrameSocket {
    /** The written frames: a text as it is, any other as {@code ping …}, {@code pong …} or {@code close code reason}. */
    final List<String> written = new CopyOnWriteArrayList<>();
    /** The completions of the writes that have not ended, oldest first. */
    final Queue<CompletionHandler<WriteResult<WritableMessage, SocketAddress>>> inFlight = new ArrayDeque<>();
    /** Whether writes do not complete. */
    volatile boolean holding;
    /** What a write throws, else null. */
    @Nullable
    Throwable broken;
    /** What happens within the next write, else null. */
    @Nullable
    Runnable meanwhile;

    @Override
    public void write(ByteBuffer frame, CompletionHandler<WriteResult<WritableMessage, SocketAddress>> completion) {
        if (broken instanceof RuntimeException exception) {
            throw exception;
        }
        if (broken instanceof Error error) {
            throw error;
        }
        Runnable happening = meanwhile;
        meanwhile = null;
        if (happening != null) {
            happening.run();
        }
        written.add(read(frame));
        if (holding) {
            inFlight.add(completion);
        } else {
            completion.completed(null);
        }
    }

    private static String read(ByteBuffer frame) {
        int opcode = frame.get() & 0x0f;
        int length = frame.get();
        if (length >= 126) {
            frame.position(frame.position() + (length == 126 ? Short.BYTES : Long.BYTES));
        }
        return switch (opcode) {
            case ClientFrames.TEXT -> rest(frame);
            case ClientFrames.PING -> ("ping " + rest(frame)).strip();
            case ClientFrames.PONG -> ("pong " + rest(frame)).strip();
            case ClientFrames.CLOSE -> "close " + (frame.getShort() & 0xffff) + " " + rest(frame);
            default -> "opcode " + opcode;
        };
    }

    private static String rest(ByteBuffer frame) {
        return StandardCharsets.UTF_8.decode(frame).toString();
    }
}
