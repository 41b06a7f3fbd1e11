package proxystore.relay.scenario;

import java.nio.ByteBuffer;

/** What a {@link TestPeer} got from the relay, in the order in which it came. */
sealed interface PeerEvent {
    record TextReceived(String text) implements PeerEvent {}

    record BinaryReceived(ByteBuffer bytes) implements PeerEvent {}

    record PongReceived(ByteBuffer bytes) implements PeerEvent {}

    /**
     * The relay's close frame.
     *
     * @param code its code; {@link #NO_CODE} for an empty frame, {@link #NO_FRAME} if the connection ended without one
     */
    record CloseReceived(int code, String reason) implements PeerEvent {
        static final int NO_CODE = 1005;
        static final int NO_FRAME = 1006;
    }

    /** Nothing more comes; {@code how} tells an orderly end from a reset. */
    record EndReceived(String how) implements PeerEvent {}
}
