package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void toStringMasksTheText() {
        Secret secret = new Secret("hush-hush");
        assertThat(secret).hasToString("********");
        assertThat(new IntrospectionConfig("me", secret, URI.create("https://id.example")).toString())
                .contains("me", "********")
                .doesNotContain("hush-hush");
        assertThat(secret.value()).isEqualTo("hush-hush");
    }
}
