package proxystore.relay.scenario;

import java.util.UUID;

/**
 * The two kinds of ProxyStore clients in the field and what each is promised, written down once more from the protocol:
 * a suite that read the relay's own table would agree with its mistakes.
 */
enum ClientGeneration {
    V0_5("server_registration", "server_response", 1001, 1003, 1009),
    V1_0("relay_registration", "relay_response", 4004, 4000, 4003);

    static final String DISPLACED_REASON = "Relay received a registration with the same ID."
            + " This might mean that the endpoint is running in multiple locations.";

    private final String registrationType;
    private final String responseType;
    private final int displacedCode;
    private final int binaryCode;
    private final int tooLongCode;

    ClientGeneration(String registrationType, String responseType, int displacedCode, int binaryCode, int tooLongCode) {
        this.registrationType = registrationType;
        this.responseType = responseType;
        this.displacedCode = displacedCode;
        this.binaryCode = binaryCode;
        this.tooLongCode = tooLongCode;
    }

    /** For crowds in which every second client is of the other generation. */
    static ClientGeneration byTurns(int index) {
        return index % 2 == 0 ? V0_5 : V1_0;
    }

    String registrationType() {
        return registrationType;
    }

    String responseType() {
        return responseType;
    }

    /** The close code of a connection whose uuid another connection has taken. */
    int displacedCode() {
        return displacedCode;
    }

    int binaryCode() {
        return binaryCode;
    }

    int tooLongCode() {
        return tooLongCode;
    }

    /** The {@code error} of a peer connection that is returned because no client holds {@code peer}. */
    String unknownPeer(UUID peer) {
        String ending = this == V0_5
                ? " because this peer is unknown."
                : " because this peer is not registered this relay server.";
        return "Cannot forward peer connection message to peer " + peer + ending;
    }
}
