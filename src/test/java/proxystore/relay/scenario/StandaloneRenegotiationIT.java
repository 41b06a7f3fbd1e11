package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import proxystore.relay.standalone.tls.TestCertificates;

class StandaloneRenegotiationIT {
    /** Milliseconds; the relay answers at once. */
    private static final int TIMEOUT_MS = 10_000;

    @Test
    void aClientThatNegotiatesTls12AnewIsRefused() throws Exception {
        TestCertificates certificates = TestCertificates.in(Artifacts.emptyDirectory("standalone-renegotiation"));
        try (RelayUnderTest relay = StandaloneRelay.startTls(
                        "standalone-renegotiation",
                        certificates.certfile(),
                        certificates.keyfile(),
                        certificates.trusting());
                SSLSocket client = (SSLSocket) certificates
                        .trusting()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), StandaloneRelay.port(relay.process()))) {
            client.setSoTimeout(TIMEOUT_MS);
            client.setEnabledProtocols(new String[] {"TLSv1.2"});
            client.startHandshake();

            assertThatThrownBy(() -> {
                        client.startHandshake();
                        client.getInputStream().read(); // the second handshake takes place while the client reads
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("timed out");
        }
    }
}
