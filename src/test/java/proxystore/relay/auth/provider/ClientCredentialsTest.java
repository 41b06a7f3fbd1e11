package proxystore.relay.auth.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientCredentialsTest {
    private static final ClientCredentials CREDENTIALS = new ClientCredentials("Aladdin", "open sesame");

    @Test
    void basicIsThatOfRfc7617() {
        assertThat(CREDENTIALS.basic()).isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    @Test
    void textHidesTheSecret() {
        assertThat(CREDENTIALS.toString()).contains("Aladdin").doesNotContain("sesame");
    }
}
