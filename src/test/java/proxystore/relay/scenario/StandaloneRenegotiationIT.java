package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.standalone.tls.TestCertificates;

class StandaloneRenegotiationIT {
    /** The relay answers at once. */
    private static final int TIMEOUT_MS = 10_000;

    @ParameterizedTest
    @ValueSource(strings = {"native", "jdk"})
    void aClientThatNegotiatesTls12AnewIsRefused(String provider) throws IOException {
        String name = "standalone-renegotiation-" + provider;
        TestCertificates certificates = TestCertificates.in(Artifacts.emptyDirectory(name));
        try (RelayUnderTest relay = StandaloneRelay.startTls(
                name,
                Map.of("RELAY_STANDALONE_TLS_PROVIDER", provider),
                certificates.certfile(),
                certificates.keyfile(),
                certificates.trusting())) {
            assertThat(Renegotiation.attempt(relay.address(), TIMEOUT_MS)).isEqualTo(new Renegotiation(1, true));
        }
    }
}
