package proxystore.relay.standalone.frames;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;

/**
 * Tyrus's writer: counts the frames on their way through it, lets no text follow the close frame, and does not close
 * before the peer has; from any thread.
 */
final class TyrusWriterTap extends Writer {
    private final Writer writer;
    private final AtomicInteger unsent;
    private final CloseFrameOrdering last;
    private final TcpClose closing;

    TyrusWriterTap(Writer writer, AtomicInteger unsent, CloseFrameOrdering last, TcpClose closing) {
        this.writer = writer;
        this.unsent = unsent;
        this.last = last;
        this.closing = closing;
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
            last.behindTexts(() -> writer.write(frame, counted));
        } else {
            writer.write(frame, counted);
        }
    }

    @Override
    public void close() {
        last.behindTexts(closing::close);
    }
}
