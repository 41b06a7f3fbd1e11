package proxystore.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.NKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Against the NKeys of jnats, whose library of cryptography only the tests have. */
class NkeySeedTest {
    private static final byte[] CHALLENGE = "challenge".getBytes(StandardCharsets.UTF_8);

    @Test
    void keyAndSignatureAreThoseOfNats() throws Exception {
        for (int i = 0; i < 20; i++) {
            NKey key = NKey.createUser(null);
            NkeySeed seed = NkeySeed.parse(new String(key.getSeed()));
            assertThat(seed.publicKey()).isEqualTo(new String(key.getPublicKey()));
            assertThat(seed.sign(CHALLENGE)).isEqualTo(key.sign(CHALLENGE));
        }
    }

    @Test
    void aMistypedSeedIsRecognised() throws Exception {
        String seed = new String(NKey.createUser(null).getSeed());
        char wrong = seed.charAt(30) == 'A' ? 'B' : 'A';
        String mistyped = seed.substring(0, 30) + wrong + seed.substring(31);
        assertThatThrownBy(() -> NkeySeed.parse(mistyped))
                .isInstanceOf(IOException.class)
                .hasMessage("the seed of the NKey is damaged (wrong checksum)");
        assertThatThrownBy(() -> NkeySeed.parse(seed.substring(0, 50))).isInstanceOf(IOException.class);
    }
}
