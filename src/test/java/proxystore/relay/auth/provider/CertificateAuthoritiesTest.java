package proxystore.relay.auth.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.standalone.tls.TestCertificates;

class CertificateAuthoritiesTest {
    @TempDir
    private Path directory;

    private Path file;
    private String certificate;

    @BeforeEach
    void chooseFile() throws IOException {
        file = directory.resolve("ca.pem");
        certificate = Files.readString(TestCertificates.in(Files.createDirectory(directory.resolve("made")))
                .certfile());
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> CertificateAuthorities.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }

    @Test
    void textAroundCertificatesIsSkipped() throws Exception {
        Files.writeString(
                file, "\ufeff# Issuer: a -- b ---\r\n" + certificate + "\n-----BEGIN X509 CRL-----\n" + certificate);
        assertThat(CertificateAuthorities.read(file).getProtocol()).isEqualTo("TLS");
    }

    @Test
    void directoryIsReadAsAllItsFiles() throws Exception {
        Files.createDirectory(file);
        Files.writeString(file.resolve("README"), "none here");
        assertRefused(file + ": no certificate in it (PEM: -----BEGIN CERTIFICATE-----)");
        Files.writeString(file.resolve("0a1b2c3d.0"), certificate);
        assertThat(CertificateAuthorities.read(file).getProtocol()).isEqualTo("TLS");
    }

    @Test
    void missingFileIsNamed() {
        assertRefused(file + ": no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ca", "-----BEGIN CERTIFICATE-----\nAAAA"})
    void fileWithoutACertificateIsNamed(String text) throws Exception {
        Files.writeString(file, text);
        assertRefused(file + ": no certificate in it (PEM: -----BEGIN CERTIFICATE-----)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AAAA", "A", "=", ""})
    void damagedCertificateIsNamed(String content) throws Exception {
        Files.writeString(
                file, certificate + "-----BEGIN CERTIFICATE-----\n" + content + "\n-----END CERTIFICATE-----\n");
        assertRefused(file + ": certificate 2 is damaged");
    }
}
