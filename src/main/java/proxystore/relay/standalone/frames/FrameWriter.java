package proxystore.relay.standalone.frames;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import proxystore.relay.peer.Transport.SendListener;

/** Writes frames to the socket of one connection: Tyrus's own frames and the relay's texts. Any thread may call. */
abstract class FrameWriter extends Writer {
    /** Writes a whole frame and reports the end of the write to the listener. */
    abstract void write(ByteBuffer frame, SendListener listener);

    /** What a listener receives about a write that was cancelled. */
    static IOException cancellation() {
        return new IOException("The send was cancelled");
    }

    /** Writes with Tyrus's writer, through Grizzly's filters. */
    static FrameWriter throughFilters(Writer tyrus) {
        return new FrameWriter() {
            @Override
            public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> completion) {
                tyrus.write(frame, completion);
            }

            @Override
            void write(ByteBuffer frame, SendListener listener) {
                tyrus.write(frame, new CompletionHandler<>() {
                    @Override
                    public void completed(ByteBuffer sent) {
                        listener.sent(null);
                    }

                    @Override
                    public void failed(Throwable failure) {
                        listener.sent(failure);
                    }

                    @Override
                    public void cancelled() {
                        listener.sent(cancellation());
                    }
                });
            }

            @Override
            public void close() throws IOException {
                tyrus.close();
            }
        };
    }
}
