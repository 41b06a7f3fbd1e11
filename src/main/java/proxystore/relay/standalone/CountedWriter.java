package proxystore.relay.standalone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;

/** A writer that counts the frames on their way through it, from any thread. */
final class CountedWriter extends Writer {
    private final Writer writer;
    private final AtomicInteger unsent;

    CountedWriter(Writer writer, AtomicInteger unsent) {
        this.writer = writer;
        this.unsent = unsent;
    }

    @Override
    public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> completion) {
        unsent.incrementAndGet();
        writer.write(frame, new CompletionHandler<ByteBuffer>() {
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
        });
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
