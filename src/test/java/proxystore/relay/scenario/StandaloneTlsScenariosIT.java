package proxystore.relay.scenario;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import proxystore.relay.standalone.TestCertificates;

/** The suite against the standalone relay over TLS. */
@DisplayName("standalone, wss")
class StandaloneTlsScenariosIT extends RelayScenarios {
    @Override
    RelayUnderTest start() throws IOException {
        TestCertificates certificates = TestCertificates.in(Artifacts.emptyDirectory("standalone-tls"));
        return StandaloneRelay.startTls(
                "standalone-tls", certificates.certfile(), certificates.keyfile(), certificates.trusting());
    }
}
