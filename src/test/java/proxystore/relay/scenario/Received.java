package proxystore.relay.scenario;

import java.nio.ByteBuffer;

/** What a {@link TestPeer} got from the relay, in the order in which it came. */
sealed interface Received {
    record Text(String text) implements Received {}

    record Binary(ByteBuffer bytes) implements Received {}

    record Pong(ByteBuffer bytes) implements Received {}

    /**
     * The relay's close frame.
     *
     * @param code its code; {@link #NO_CODE} for an empty frame, {@link #NO_FRAME} if the connection ended without one
     */
    record Close(int code, String reason) implements Received {
        static final int NO_CODE = 1005;
        static final int NO_FRAME = 1006;
    }

    /** Nothing more comes; {@code how} tells an orderly end from a reset. */
    record End(String how) implements Received {}
}
