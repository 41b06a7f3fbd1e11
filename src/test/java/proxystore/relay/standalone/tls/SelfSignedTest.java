package proxystore.relay.standalone.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfSignedTest {
    @TempDir
    private Path directory;

    @Test
    void theFileHoldsAValidCertificateAndItsKey() throws Exception {
        Path file = directory.resolve("self-signed.pem");

        SelfSigned.write(file);

        // Checks that the key is the certificate's.
        ServerCertificate read = ServerCertificate.read(file, Optional.empty());
        X509Certificate certificate = read.chain().get(0);
        certificate.verify(certificate.getPublicKey());
        assertThat(CertificateText.invalid(certificate, Instant.now())).isEmpty();
        assertThat(CertificateText.describe(certificate)).startsWith("CN=localhost, valid from ");
    }
}
