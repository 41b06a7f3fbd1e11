package proxystore.relay.cluster;

import java.util.Optional;

/**
 * Compares the longest message of the relay with the longest one that NATS takes.
 *
 * @param maxMessageBytes {@code max_message_bytes} of the relay
 */
record PayloadLimit(int maxMessageBytes) {
    /** The largest number of bytes that go with a message: its sender, or the reason for its return. */
    static final int OVERHEAD_BYTES = 8192;

    /**
     * What is wrong, as one line for the operator; empty if every message fits.
     *
     * @param maxPayload {@code max_payload} of NATS in bytes
     */
    Optional<String> mismatch(long maxPayload) {
        long needed = (long) maxMessageBytes + OVERHEAD_BYTES;
        return maxPayload >= needed
                ? Optional.empty()
                : Optional.of("max_payload of NATS is " + maxPayload + " bytes, less than the " + needed
                        + " that a message of max_message_bytes (" + maxMessageBytes
                        + ") may take: longer ones for clients of other nodes are returned. Raise the one in the"
                        + " configuration of NATS, or lower the other to "
                        + Math.max(0, maxPayload - OVERHEAD_BYTES));
    }
}
