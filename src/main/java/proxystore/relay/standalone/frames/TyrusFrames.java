package proxystore.relay.standalone.frames;

import java.nio.ByteBuffer;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;
import proxystore.relay.peer.Transport.SendListener;

/** Passes frames to and from Tyrus byte for byte: Tyrus encodes and decodes them, and the frame layer owns the socket. */
final class TyrusFrames {
    private static final int OPCODE = 0x0f;

    private TyrusFrames() {}

    /** Passes the frames that have valid headers to Tyrus. */
    static FramePayloads passedTo(ReadHandler tyrus) {
        return new FramePayloads() {
            @Override
            public void begin(FrameHeader header) {
                tyrus.handle(header.toBuffer());
            }

            @Override
            public boolean read(FrameHeader header, ByteBuffer data, int bytes) {
                tyrus.handle(data.slice(data.position(), bytes));
                data.position(data.position() + bytes);
                return true;
            }

            @Override
            public void end(FrameHeader header) {}

            @Override
            public void drop() {}
        };
    }

    /** The writer for Tyrus. It does not close the TCP connection: {@link CloseState} does. */
    static Writer writer(FrameWriter writer, CloseState closing) {
        return new Writer() {
            @Override
            public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> completion) {
                switch (frame.get(frame.position()) & OPCODE) {
                    case FrameHeader.CLOSE -> closing.close(frame);
                    case FrameHeader.PING -> writer.ping(frame);
                    case FrameHeader.PONG -> writer.pong(frame);
                    default -> {
                        writer.text(frame, new Completion(frame, completion));
                        writer.flush();
                        return;
                    }
                }
                completion.completed(frame);
            }

            @Override
            public void close() {}
        };
    }

    /** Reports the end of a text's write to Tyrus. */
    private record Completion(ByteBuffer frame, CompletionHandler<ByteBuffer> tyrus) implements SendListener {
        @Override
        public void sent(@Nullable Throwable failure) {
            if (failure == null) {
                tyrus.completed(frame);
            } else {
                tyrus.failed(failure);
            }
        }

        @Override
        public void uncertain(Throwable failure) {
            tyrus.failed(failure);
        }
    }
}
