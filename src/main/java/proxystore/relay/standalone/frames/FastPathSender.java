package proxystore.relay.standalone.frames;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.glassfish.grizzly.Connection;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.peer.Transport;

/**
 * The sending half of {@link FastPathFrames}: writes texts past Tyrus and has Tyrus write everything else. {@link #send} is
 * called by any thread, one send at a time. A selector thread writes what it sends when it has read all that is there,
 * unless a thread {@link #hurry hurries} or closes before that.
 */
abstract class FastPathSender implements Transport {
    final Connection<?> socket;
    final WebSocketTracker sockets;
    /** Whether text frames take the short way. */
    final boolean direct;
    /** Keeps texts from being written behind the close frame. */
    final CloseFrameOrdering last;
    /** Set while the handshake is made, before anything is read or sent. */
    private @Nullable Writer writer;
    /** Set while the handshake is made, before anything is read or sent. */
    private @Nullable Transport standard;

    FastPathSender(Connection<?> socket, WebSocketTracker sockets, boolean direct) {
        this.socket = socket;
        this.sockets = sockets;
        this.direct = direct;
        this.last = new CloseFrameOrdering(sockets);
    }

    /** Sets what texts are written with; called once. */
    final void writeWith(Writer writer) {
        this.writer = writer;
    }

    /** Sets what pings and closes, and sends texts that do not take the short way; called once. */
    final void fallBackTo(Transport standard) {
        this.standard = standard;
    }

    @Override
    public void send(EncodedMessage text, SendListener listener) {
        if (last.beginText(() -> write(text, listener))) {
            WriteCoalescingSelectorHandler.later(this::hurry);
        } else {
            listener.sent(new IOException("The connection is being closed"));
        }
    }

    private void write(EncodedMessage text, SendListener listener) {
        try {
            if (direct) {
                ByteBuffer frame = FrameHeader.textFrame(text);
                Objects.requireNonNull(writer).write(frame, new SendCompletion(listener));
            } else {
                Objects.requireNonNull(standard).send(text, listener);
            }
        } catch (RuntimeException e) {
            listener.sent(e); // the thread that writes it may have nothing to do with it
        } catch (Error e) {
            listener.uncertain(e);
        }
    }

    @Override
    public void hurry() {
        last.writeText();
    }

    @Override
    public void ping() throws IOException {
        Objects.requireNonNull(standard).ping();
    }

    @Override
    public void close(CloseStatus status) {
        last.decide();
        Objects.requireNonNull(standard).close(status);
    }

    @Override
    public void refuse(CloseStatus status, Duration patience) {
        sockets.cutLater(socket, patience);
        close(status);
    }

    @Override
    public void whenGone(Runnable task) {
        WebSocketTracker.whenClosed(socket, task);
    }

    /** Tyrus's close leaves the memory and the TCP connection of a stuck peer in place; this frees both. */
    @Override
    public void terminate() {
        socket.terminateSilently();
    }

    @Override
    public String remoteAddress() {
        return Objects.requireNonNull(standard).remoteAddress();
    }
}
