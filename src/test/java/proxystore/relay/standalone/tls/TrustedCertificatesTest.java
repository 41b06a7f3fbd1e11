package proxystore.relay.standalone.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients connect to a TLS server whose certificate is for {@code localhost}. */
class TrustedCertificatesTest {
    private final KeyPair keys = TestCertificates.keys("P-256");
    private final X509Certificate certificate = TestCertificates.selfSigned(keys);
    private SSLServerSocket server;
    private CompletableFuture<Void> served;

    TrustedCertificatesTest() throws IOException {
        SSLContext context = new ServerCertificate(List.of(certificate), keys.getPrivate()).sslContext();
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        served = new CompletableFuture<>();
    }

    @BeforeEach
    void serveOne() {
        served = CompletableFuture.runAsync(() -> {
            try (SSLSocket accepted = (SSLSocket) server.accept()) {
                accepted.startHandshake();
            } catch (IOException e) {
                // The test checks the client's side.
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        served.join();
    }

    private void handshake(SSLContext context, String host) throws IOException {
        try (Socket tcp = new Socket()) {
            tcp.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
            try (SSLSocket tls =
                    (SSLSocket) context.getSocketFactory().createSocket(tcp, host, server.getLocalPort(), true)) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.setSSLParameters(parameters);
                tls.startHandshake();
                assertThat(tls.getSession().isValid()).isTrue();
            }
        }
    }

    @Test
    void aGivenCertificateIsTrusted() throws IOException {
        handshake(TrustedCertificates.of(List.of(certificate)), "localhost");
    }

    @Test
    void aGivenCertificateIsNotTrustedForAnotherHost() {
        assertThatThrownBy(() -> handshake(TrustedCertificates.of(List.of(certificate)), "relay.example.org"))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void anotherCertificateIsNotTrusted() {
        X509Certificate other = TestCertificates.selfSigned(TestCertificates.keys("P-256"));

        assertThatThrownBy(() -> handshake(TrustedCertificates.of(List.of(other)), "localhost"))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void everyCertificateIsTrustedOnRequest() throws IOException {
        handshake(TrustedCertificates.all(), "relay.example.org");
    }
}
