package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TyrusWriterTapTest {
    private final List<String> events = new ArrayList<>();
    private final List<CompletionHandler<ByteBuffer>> inFlight = new ArrayList<>();
    private final AtomicInteger unsent = new AtomicInteger();
    private final CloseScheduler scheduler = new CloseScheduler(Duration.ofSeconds(20));
    private final Writer socket = new Writer() {
        @Override
        public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> completion) {
            inFlight.add(completion);
        }

        @Override
        public void close() {
            events.add("close");
        }
    };
    private final TcpClose tcpClose = new TcpClose(RecordingSocket.of(new ArrayList<>()), socket, scheduler);
    private final Writer writer = new TyrusWriterTap(socket, unsent, new CloseFrameOrdering(scheduler), tcpClose);

    @AfterEach
    void stop() {
        scheduler.close();
    }

    @Test
    void framesAreCountedUntilTheirWritesEnd() {
        for (int i = 0; i < 3; i++) {
            writer.write(ByteBuffer.allocate(1), new CompletionHandler<ByteBuffer>() {
                @Override
                public void completed(ByteBuffer frame) {
                    events.add("completed");
                }

                @Override
                public void failed(Throwable failure) {
                    events.add(String.valueOf(failure.getMessage()));
                }

                @Override
                public void cancelled() {
                    events.add("cancelled");
                }
            });
        }
        assertThat(unsent).hasValue(3);
        inFlight.get(0).completed(ByteBuffer.allocate(0));
        assertThat(unsent).hasValue(2);
        inFlight.get(1).failed(new IOException("reset"));
        assertThat(unsent).hasValue(1);
        inFlight.get(2).cancelled();
        assertThat(unsent).hasValue(0);
        assertThat(events).containsExactly("completed", "reset", "cancelled");
    }

    @Test
    void closeWaitsForThePeersClose() throws IOException {
        writer.close();
        assertThat(events).isEmpty();
        tcpClose.peerCloses();
        assertThat(events).containsExactly("close");
    }
}
