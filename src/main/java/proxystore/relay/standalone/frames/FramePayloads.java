package proxystore.relay.standalone.frames;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import proxystore.relay.message.CloseStatus;

/** Receives the payloads of the frames whose headers {@link FrameReader} has accepted. Called by the reading thread. */
interface FramePayloads {
    /** A frame begins: text, continuation of a text, ping, pong or close. */
    void begin(FrameHeader header);

    /**
     * Takes the next bytes of the frame's payload out of the buffer.
     *
     * @return why the connection must be closed; null if it need not
     */
    @Nullable
    CloseStatus read(FrameHeader header, ByteBuffer data, int bytes);

    /**
     * The frame has ended.
     *
     * @return why the connection must be closed; null if it need not
     */
    @Nullable
    CloseStatus end(FrameHeader header);
}
