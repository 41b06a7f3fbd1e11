package proxystore.relay.message;

import java.util.Optional;
import java.util.UUID;

/**
 * The two generations of the wire protocol and everything in which they differ. A connection keeps the generation of
 * its first registration until it is closed.
 */
public enum Generation {
    /** ProxyStore 0.4 to 0.5.x. Lenient: malformed messages are answered or skipped. */
    V0_5(
            "0.5",
            "server_registration",
            "server_response",
            false,
            Optional.empty(),
            CloseStatus.BINARY_0_5,
            CloseStatus.TOO_LONG_0_5,
            CloseStatus.DISPLACED_0_5,
            Optional.empty(),
            "because this peer is unknown."),
    /**
     * ProxyStore 0.6 to 1.x. Strict: a malformed message closes the connection. The texts (sic) are ProxyStore 1.0's.
     */
    V1_0(
            "1.0",
            "relay_registration",
            "relay_response",
            true,
            Optional.of(CloseStatus.MALFORMED_1_0),
            CloseStatus.MALFORMED_1_0,
            CloseStatus.TOO_LONG_1_0,
            CloseStatus.DISPLACED_1_0,
            Optional.of(CloseStatus.NOT_REGISTERED_1_0),
            "because this peer is not registered this relay server.");

    private final String version;
    private final String registrationType;
    private final String responseType;
    private final boolean replacesRegistration;
    private final Optional<CloseStatus> malformed;
    private final CloseStatus binary;
    private final CloseStatus tooLong;
    private final CloseStatus displaced;
    private final Optional<CloseStatus> notRegistered;
    private final String unknownPeer;

    @SuppressWarnings({"TooManyParameters", "OptionalUsedAsFieldOrParameterType"})
    Generation(
            String version,
            String registrationType,
            String responseType,
            boolean replacesRegistration,
            Optional<CloseStatus> malformed,
            CloseStatus binary,
            CloseStatus tooLong,
            CloseStatus displaced,
            Optional<CloseStatus> notRegistered,
            String unknownPeer) {
        this.version = version;
        this.registrationType = registrationType;
        this.responseType = responseType;
        this.replacesRegistration = replacesRegistration;
        this.malformed = malformed;
        this.binary = binary;
        this.tooLong = tooLong;
        this.displaced = displaced;
        this.notRegistered = notRegistered;
        this.unknownPeer = unknownPeer;
    }

    /** The {@code message_type} of a registration. */
    public String registrationType() {
        return registrationType;
    }

    /** The {@code message_type} of the answer to a registration. */
    public String responseType() {
        return responseType;
    }

    /** Whether a second registration on one connection replaces the first one; otherwise it is ignored. */
    public boolean replacesRegistration() {
        return replacesRegistration;
    }

    /** How a malformed message closes the connection; empty if the message is skipped. */
    public Optional<CloseStatus> malformed() {
        return malformed;
    }

    public CloseStatus binary() {
        return binary;
    }

    public CloseStatus tooLong() {
        return tooLong;
    }

    /** How a connection is closed when another connection registers its uuid. */
    public CloseStatus displaced() {
        return displaced;
    }

    /** How a peer connection before any registration closes the connection; empty if it is answered with an error. */
    public Optional<CloseStatus> notRegistered() {
        return notRegistered;
    }

    /** The {@code error} of a peer connection that is returned because its peer is not registered. */
    public String unknownPeer(UUID peer) {
        return "Cannot forward peer connection message to peer " + peer + " " + unknownPeer;
    }

    /** The version as the configuration writes it. */
    @Override
    public String toString() {
        return version;
    }
}
