package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.auth.provider.ProviderStub;
import proxystore.relay.auth.provider.ProxyStub;
import proxystore.relay.standalone.tls.TestCertificates;

/** The standalone relay in an environment that was made for ProxyStore's. */
class StandaloneProviderIT {
    @TempDir
    private Path directory;

    @Test
    void providerOfAPrivateAuthorityIsAskedThroughAProxyWithAPassword() throws IOException {
        TestCertificates certificates = TestCertificates.in(directory);
        try (ProviderStub provider = new ProviderStub(certificates.serving());
                ProxyStub proxy = new ProxyStub("relay:hush@hush")) {
            provider.answer("{\"active\": true, \"sub\": \"alice\", \"aud\": \"ProxyStore\"}");
            Map<String, String> environment = Map.of(
                    "RELAY_AUTH_METHOD",
                    "globus",
                    "RELAY_AUTH_KWARGS_INTROSPECTION_URL",
                    provider.url("/introspect").toString(),
                    "PROXYSTORE_GLOBUS_CLIENT_ID",
                    "id",
                    "PROXYSTORE_GLOBUS_CLIENT_SECRET",
                    "secret",
                    "HTTPS_PROXY",
                    "http://relay:hush%40hush@127.0.0.1:" + proxy.port(),
                    "REQUESTS_CA_BUNDLE",
                    certificates.certfile().toString());
            RelayUnderTest relay = StandaloneRelay.start("provider-behind-a-proxy", environment);
            try (Peers peers = new Peers(relay.address())) {
                TestPeer peer = peers.open(peers.handshake().header("Authorization", "Bearer token"));
                assertThat(new TestEndpoint(ClientGeneration.V1_0, UUID.randomUUID(), peer))
                        .isNotNull();
            } finally {
                relay.close();
            }
            assertThat(proxy.asked()).containsExactly("CONNECT 127.0.0.1:" + provider.port() + " HTTP/1.1");
            assertThat(relay.process().log()).contains("Registered ").doesNotContain("hush");
        }
    }
}
