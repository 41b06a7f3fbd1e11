package proxystore.relay.standalone.frames;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;

/**
 * Stands between Tyrus and the writer of one connection: counts Tyrus's frames in flight, lets no text follow the close
 * frame, and does not close the TCP connection before the peer has closed. Any thread may call.
 */
final class TyrusWriterTap extends Writer {
    private final Writer writer;
    /** Tyrus's frames that the socket has not taken yet. */
    private final AtomicInteger unsent;

    private final CloseFrameOrdering ordering;
    private final TcpClose tcpClose;

    TyrusWriterTap(Writer writer, AtomicInteger unsent, CloseFrameOrdering ordering, TcpClose tcpClose) {
        this.writer = writer;
        this.unsent = unsent;
        this.ordering = ordering;
        this.tcpClose = tcpClose;
    }

    @Override
    public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> completion) {
        unsent.incrementAndGet();
        CompletionHandler<ByteBuffer> counted = new CompletionHandler<>() {
            @Override
            public void completed(ByteBuffer sent) {
                unsent.decrementAndGet();
                completion.completed(sent);
            }

            @Override
            public void failed(Throwable failure) {
                unsent.decrementAndGet();
                completion.failed(failure);
            }

            @Override
            public void cancelled() {
                unsent.decrementAndGet();
                completion.cancelled();
            }
        };
        if (FrameHeader.isClose(frame)) {
            ordering.runAfterPendingText(() -> writer.write(frame, counted));
        } else {
            writer.write(frame, counted);
        }
    }

    @Override
    public void close() {
        ordering.runAfterPendingText(tcpClose::close);
    }
}
