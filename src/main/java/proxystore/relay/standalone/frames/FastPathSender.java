package proxystore.relay.standalone.frames;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.glassfish.grizzly.Connection;
import org.jspecify.annotations.Nullable;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.peer.Transport;

/**
 * The sending half of {@link FastPathFrames}: writes texts without Tyrus and has Tyrus write all other frames. Any thread
 * may call {@link #send}, one send at a time. A selector thread writes its texts at the end of its selection, unless a
 * thread calls {@link #flush} or closes before that.
 */
abstract class FastPathSender implements Transport {
    final Connection<?> socket;
    final CloseScheduler scheduler;
    /** Whether whole texts bypass Tyrus. */
    final boolean direct;

    final CloseFrameOrdering ordering;
    /** Writes texts; set during the handshake, before the first read or send. */
    private @Nullable FrameWriter writer;
    /** Pings, closes, and sends texts that do not bypass Tyrus; set during the handshake, before the first read or send. */
    private @Nullable Transport standard;

    FastPathSender(Connection<?> socket, CloseScheduler scheduler, boolean direct) {
        this.socket = socket;
        this.scheduler = scheduler;
        this.direct = direct;
        this.ordering = new CloseFrameOrdering(scheduler);
    }

    /** Sets the writer of texts; called once. */
    final void writeWith(FrameWriter writer) {
        this.writer = writer;
    }

    /** Sets the transport for all other frames; called once. */
    final void fallBackTo(Transport standard) {
        this.standard = standard;
    }

    @Override
    public void send(EncodedMessage text, SendListener listener) {
        if (ordering.offer(() -> write(text, listener))) {
            WriteCoalescingSelectorHandler.deferWrite(this::flush);
        } else {
            listener.sent(new IOException("The connection is being closed"));
        }
    }

    private void write(EncodedMessage text, SendListener listener) {
        try {
            if (direct) {
                Objects.requireNonNull(writer).write(FrameHeader.textFrame(text), listener);
            } else {
                Objects.requireNonNull(standard).send(text, listener);
            }
        } catch (RuntimeException e) {
            listener.sent(e); // not thrown on: the writing thread may belong to another connection
        } catch (Error e) {
            listener.uncertain(e);
        }
    }

    @Override
    public void flush() {
        ordering.writeText();
    }

    @Override
    public void ping() throws IOException {
        Objects.requireNonNull(standard).ping();
    }

    @Override
    public void close(CloseStatus status) {
        ordering.refuseFurtherTexts();
        Objects.requireNonNull(standard).close(status);
    }

    @Override
    public void refuse(CloseStatus status, Duration patience) {
        scheduler.cutLater(socket, patience);
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
