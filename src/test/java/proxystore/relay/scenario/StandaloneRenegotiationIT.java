package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import proxystore.relay.standalone.tls.TestCertificates;

class StandaloneRenegotiationIT {
    /** The relay answers at once. */
    private static final int TIMEOUT_MS = 10_000;

    @Test
    void aClientThatNegotiatesTls12AnewIsRefused() throws IOException {
        TestCertificates certificates = TestCertificates.in(Artifacts.emptyDirectory("standalone-renegotiation"));
        try (RelayUnderTest relay = StandaloneRelay.startTls(
                "standalone-renegotiation", certificates.certfile(), certificates.keyfile(), certificates.trusting())) {
            assertThat(Renegotiation.attempt(relay.address(), TIMEOUT_MS)).isEqualTo(new Renegotiation(1, true));
        }
    }
}
