package proxystore.relay.message;

import java.util.Optional;
import java.util.UUID;

/**
 * The two dialects of the wire protocol and everything in which they differ. A connection speaks the generation of its
 * first registration for the rest of its life.
 */
public enum Generation {
    /** ProxyStore 0.4 to 0.5.x: lenient, answers mistakes or skips them. */
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
    /** ProxyStore 0.6 to 1.x: strict, closes on mistakes. The wording (sic) is ProxyStore 1.0's. */
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

    /** Whether a second registration on one connection replaces the first, or leaves it as it was. */
    public boolean replacesRegistration() {
        return replacesRegistration;
    }

    /** How a malformed message ends the connection; empty: it is skipped. */
    public Optional<CloseStatus> malformed() {
        return malformed;
    }

    public CloseStatus binary() {
        return binary;
    }

    public CloseStatus tooLong() {
        return tooLong;
    }

    /** How the connection ends whose uuid another connection has registered. */
    public CloseStatus displaced() {
        return displaced;
    }

    /** How a peer connection before any registration ends the connection; empty: it is answered with an error. */
    public Optional<CloseStatus> notRegistered() {
        return notRegistered;
    }

    /** The {@code error} of a peer connection that comes back because its peer is not registered. */
    public String unknownPeer(UUID peer) {
        return "Cannot forward peer connection message to peer " + peer + " " + unknownPeer;
    }

    /** The version as the configuration writes it. */
    @Override
    public String toString() {
        return version;
    }
}
