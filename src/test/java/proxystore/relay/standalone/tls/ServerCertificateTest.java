package proxystore.relay.standalone.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.standalone.process.StartFailure;

class ServerCertificateTest {
    /** Made by {@code openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:secp256k1 -nodes}, for this test. */
    private static final String SECP256K1 = """
            -----BEGIN CERTIFICATE-----
            MIIBajCCARCgAwIBAgIUNPHUb2Sj+wm5tvW1mbnAsG3cnF8wCgYIKoZIzj0EAwIw
            DDEKMAgGA1UEAwwBeDAeFw0yNjExMjgwMzQ0MjNaFw0yNzAxMDcwMzQ0MjNaMAwx
            CjAIBgNVBAMMAXgwVjAQBgcqhkjOPQIBBgUrgQQACgNCAARdYfp1teEgjkCyxlRf
            J0A/GFQCGgOCTm+zilWBewf1ENZVLnD3w6PTKXPXAY60Lsz32xG4Nz8egS04VyHA
            PwAko1MwUTAdBgNVHQ4EFgQUoTMn9Xnpw9v1Fc7m4CTy4JSvJlkwHwYDVR0jBBgw
            FoAUoTMn9Xnpw9v1Fc7m4CTy4JSvJlkwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjO
            PQQDAgNIADBFAiEAxAucCytVhxYnW6y6norsyPd969hKjTDo06sv12dslekCIAFu
            8t8o7Sq1gQxXYtoVt4zE0GdyG1isoTwL5H4pyj2v
            -----END CERTIFICATE-----
            -----BEGIN PRIVATE KEY-----
            MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgptZciy6LheoCsp03h/NK
            CLDENsrrCofMR3GRn0/QV3mhRANCAARdYfp1teEgjkCyxlRfJ0A/GFQCGgOCTm+z
            ilWBewf1ENZVLnD3w6PTKXPXAY60Lsz32xG4Nz8egS04VyHAPwAk
            -----END PRIVATE KEY-----
            """;

    @TempDir
    private Path directory;

    static Stream<Arguments> keysInEveryForm() {
        return Stream.of(
                arguments("RSA", "PRIVATE KEY"),
                arguments("RSA", "RSA PRIVATE KEY"),
                arguments("P-256", "PRIVATE KEY"),
                arguments("P-256", "EC PRIVATE KEY"),
                arguments("P-384", "PRIVATE KEY"),
                arguments("P-384", "EC PRIVATE KEY"),
                arguments("Ed25519", "PRIVATE KEY"));
    }

    @ParameterizedTest
    @MethodSource("keysInEveryForm")
    void aKeyIsReadInEveryForm(String kind, String form) throws Exception {
        KeyPair keys = TestCertificates.keys(kind);
        X509Certificate certificate = TestCertificates.selfSigned(keys);
        String key = form.equals("PRIVATE KEY")
                ? TestCertificates.pkcs8(keys.getPrivate())
                : TestCertificates.traditional(keys.getPrivate());
        assertThat(key).startsWith("-----BEGIN " + form + "-----");

        ServerCertificate read = ServerCertificate.read(
                write("cert.pem", TestCertificates.pem(certificate)), Optional.of(write("key.pem", key)));

        assertThat(read.chain()).containsExactly(certificate);
        assertThat(TestCertificates.secret(read.key())).isEqualTo(TestCertificates.secret(keys.getPrivate()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeyIsReadFromTheCertfileBeforeAndAfterTheCertificate(boolean keyFirst) throws Exception {
        KeyPair keys = TestCertificates.keys("P-256");
        X509Certificate certificate = TestCertificates.selfSigned(keys);
        String key = TestCertificates.pkcs8(keys.getPrivate());
        String chain = TestCertificates.pem(certificate);

        ServerCertificate read =
                ServerCertificate.read(write("both.pem", keyFirst ? key + chain : chain + key), Optional.empty());

        assertThat(TestCertificates.secret(read.key())).isEqualTo(TestCertificates.secret(keys.getPrivate()));
    }

    @Test
    void theChainKeepsItsOrder() throws Exception {
        KeyPair keys = TestCertificates.keys("P-256");
        X509Certificate leaf = TestCertificates.selfSigned(keys);
        X509Certificate above = TestCertificates.selfSigned(TestCertificates.keys("P-256"));
        Path file = write(
                "chain.pem",
                TestCertificates.pem(leaf) + TestCertificates.pem(above) + TestCertificates.pkcs8(keys.getPrivate()));

        assertThat(ServerCertificate.read(file, Optional.empty()).chain()).containsExactly(leaf, above);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-256", "P-384", "RSA"})
    void theKeyOfAnotherCertificateIsRefused(String kind) throws Exception {
        Path certfile =
                write("cert.pem", TestCertificates.pem(TestCertificates.selfSigned(TestCertificates.keys("P-256"))));
        Path keyfile = write(
                "key.pem", TestCertificates.pkcs8(TestCertificates.keys(kind).getPrivate()));

        assertThatThrownBy(() -> ServerCertificate.read(certfile, Optional.of(keyfile)))
                .isInstanceOf(StartFailure.class)
                .hasMessage("certfile %s: its first certificate and the private key in %s do not belong together"
                        .formatted(certfile, keyfile));
    }

    @Test
    void aCertfileWithoutAKeyNeedsAKeyfile() throws Exception {
        Path certfile =
                write("cert.pem", TestCertificates.pem(TestCertificates.selfSigned(TestCertificates.keys("P-256"))));

        assertThatThrownBy(() -> ServerCertificate.read(certfile, Optional.empty()))
                .isInstanceOf(StartFailure.class)
                .hasMessage("certfile " + certfile + ": no private key in it, and no keyfile is given");
    }

    @Test
    void aKeyfileWithoutAKeyIsRefusedByName() throws Exception {
        Path certfile =
                write("cert.pem", TestCertificates.pem(TestCertificates.selfSigned(TestCertificates.keys("P-256"))));

        assertThatThrownBy(() -> ServerCertificate.read(certfile, Optional.of(certfile)))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith(
                        "keyfile " + certfile + ": no private key in it (PEM: -----BEGIN PRIVATE KEY-----);");
    }

    @Test
    void aCurveThatTheJdkCannotUseIsNotTakenForAKeyOfAnotherCertificate() throws Exception {
        Path file = write("secp256k1.pem", SECP256K1);

        assertThatThrownBy(() -> ServerCertificate.read(file, Optional.empty()))
                .isInstanceOf(StartFailure.class)
                .message()
                .doesNotContain("do not belong together");
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }
}
