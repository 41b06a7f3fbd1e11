package proxystore.relay.standalone.frames;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.glassfish.tyrus.spi.CompletionHandler;
import proxystore.relay.peer.Transport.SendListener;

/** The end of a write, as the end of the send that it was for. */
final class SendCompletion extends CompletionHandler<ByteBuffer> {
    private final SendListener listener;

    SendCompletion(SendListener listener) {
        this.listener = listener;
    }

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
        listener.sent(new IOException("The send was cancelled"));
    }
}
