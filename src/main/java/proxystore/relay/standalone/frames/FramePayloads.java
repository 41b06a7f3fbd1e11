package proxystore.relay.standalone.frames;

import java.nio.ByteBuffer;

/** Receives the payloads of the frames whose headers {@link FrameReader} has accepted. Called by the reading thread. */
interface FramePayloads {
    /** A frame begins: text, continuation of a text, ping, pong or close. */
    void begin(FrameHeader header);

    /**
     * Takes the next bytes of the frame's payload out of the buffer.
     *
     * @return whether the rest of the frame is wanted; if not, the connection is being closed
     */
    boolean read(FrameHeader header, ByteBuffer data, int bytes);

    /** The frame has ended, and all of it was wanted. */
    void end(FrameHeader header);

    /** The text that has begun is refused. */
    void drop();
}
