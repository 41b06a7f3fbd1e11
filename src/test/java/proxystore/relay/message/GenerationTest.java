package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class GenerationTest {
    private static final UUID PEER = new UUID(0, 42);

    @Test
    void generation05IsLenient() {
        Generation generation = Generation.V0_5;
        assertThat(generation).hasToString("0.5");
        assertThat(generation.registrationType()).isEqualTo("server_registration");
        assertThat(generation.responseType()).isEqualTo("server_response");
        assertThat(generation.replacesRegistration()).isFalse();
        assertThat(generation.malformed()).isEmpty();
        assertThat(generation.notRegistered()).isEmpty();
        assertThat(generation.binary().code()).isEqualTo(1003);
        assertThat(generation.tooLong().code()).isEqualTo(1009);
        assertThat(generation.displaced().code()).isEqualTo(1001);
        assertThat(generation.unknownPeer(PEER))
                .isEqualTo("Cannot forward peer connection message to peer 00000000-0000-0000-0000-00000000002a"
                        + " because this peer is unknown.");
    }

    @Test
    void generation10ClosesOnMistakes() {
        Generation generation = Generation.V1_0;
        assertThat(generation).hasToString("1.0");
        assertThat(generation.registrationType()).isEqualTo("relay_registration");
        assertThat(generation.responseType()).isEqualTo("relay_response");
        assertThat(generation.replacesRegistration()).isTrue();
        assertThat(generation.malformed()).contains(new CloseStatus(4000, "Unknown message type."));
        assertThat(generation.notRegistered().orElseThrow().code()).isEqualTo(4002);
        assertThat(generation.binary()).isEqualTo(new CloseStatus(4000, "Unknown message type."));
        assertThat(generation.tooLong()).isEqualTo(new CloseStatus(4003, "Message length exceeds limit."));
        assertThat(generation.displaced().code()).isEqualTo(4004);
        assertThat(generation.unknownPeer(PEER))
                .isEqualTo("Cannot forward peer connection message to peer 00000000-0000-0000-0000-00000000002a"
                        + " because this peer is not registered this relay server.");
    }
}
