package proxystore.relay.standalone.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.LogLines;
import proxystore.relay.config.TlsProvider;
import proxystore.relay.standalone.process.StartFailure;

class CertificateRenewalTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @RegisterExtension
    private final LogLines log = new LogLines(CertificateRenewal.class);

    @TempDir
    private Path directory;

    private Instant time = NOW;
    private long nanos;
    private Optional<ServerTls> opened = Optional.empty();

    @AfterEach
    void noEngineIsLeft() {
        opened.ifPresent(tls -> {
            assertThat(tls.openEngines()).isZero();
            tls.close();
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void filesThatHaveChangedAreLoadedWhenTheyHaveNotChangedSinceTheLastCheck(TlsProvider provider) throws Exception {
        X509Certificate old = write(daysFromNow(90));
        CertificateRenewal renewal = renewal(provider);
        X509Certificate renewed = write(daysFromNow(180));

        renewal.check();
        assertThat(isPresented(old)).isTrue();
        renewal.check();

        assertThat(isPresented(renewed)).isTrue();
        assertThat(log.get())
                .containsExactly("INFO Certificate " + certfile() + " loaded: CN=localhost for localhost, 127.0.0.1,"
                        + " 0:0:0:0:0:0:0:1, valid from 2026-05-31T12:00:00Z to 2026-11-28T12:00:00Z");
    }

    @Test
    void filesThatHaveNotChangedAreNotLoaded() throws Exception {
        write(daysFromNow(90));
        CertificateRenewal renewal = renewal(TlsProvider.JDK);
        Files.setLastModifiedTime(certfile(), java.nio.file.attribute.FileTime.from(NOW)); // as by touch

        check(renewal, 5);

        assertThat(log.get()).isEmpty();
    }

    @Test
    void aRequestLoadsTheFilesAtOnce() throws Exception {
        write(daysFromNow(90));
        CertificateRenewal renewal = renewal(TlsProvider.JDK);
        X509Certificate renewed = write(daysFromNow(180));

        renewal.reload(files());

        assertThat(isPresented(renewed)).isTrue();
    }

    @Test
    void aKeyOfAnotherCertificateIsReportedOnceForItsContentAndTheOldOneStays() throws Exception {
        X509Certificate old = write(daysFromNow(90));
        CertificateRenewal renewal = renewal(TlsProvider.JDK);

        Files.writeString(
                keyfile(), TestCertificates.pkcs8(TestCertificates.keys("P-256").getPrivate()));
        check(renewal, 5);
        Files.writeString(
                keyfile(), TestCertificates.pkcs8(TestCertificates.keys("RSA").getPrivate()));
        check(renewal, 5);

        String line =
                "ERROR The certificate is not renewed: certfile %s: its first certificate and the private key in %s"
                                .formatted(certfile(), keyfile())
                        + " do not belong together; the old one stays in use, valid from 2026-05-31T12:00:00Z to 2026-08-30T12:00:00Z";
        assertThat(log.get()).containsExactly(line, line);
        assertThat(isPresented(old)).isTrue();
    }

    @Test
    void aHalfWrittenFileIsReportedAndTheWholeOneLoaded() throws Exception {
        X509Certificate old = write(daysFromNow(90));
        CertificateRenewal renewal = renewal(TlsProvider.JDK);
        X509Certificate renewed = write(daysFromNow(180));
        String whole = Files.readString(certfile());

        Files.writeString(certfile(), whole.substring(0, whole.length() / 2));
        check(renewal, 3);
        assertThat(isPresented(old)).isTrue();
        assertThat(log.get()).singleElement().asString().startsWith("ERROR The certificate is not renewed: certfile ");

        Files.writeString(certfile(), whole);
        check(renewal, 3);
        assertThat(isPresented(renewed)).isTrue();
        assertThat(log.get()).hasSize(2);
    }

    @Test
    void aFileThatIsMissingIsReportedOnce() throws Exception {
        write(daysFromNow(90));
        CertificateRenewal renewal = renewal(TlsProvider.JDK);

        Files.delete(keyfile());
        check(renewal, 5);

        assertThat(log.get())
                .singleElement()
                .asString()
                .contains("cannot read keyfile " + keyfile() + ": no such file or directory");
    }

    @Test
    void aRenewalThatHasExpiredDoesNotReplaceAValidCertificate() throws Exception {
        X509Certificate old = write(daysFromNow(90));
        CertificateRenewal renewal = renewal(TlsProvider.JDK);

        write(NOW.minusSeconds(1));
        check(renewal, 3);

        assertThat(log.get())
                .singleElement()
                .asString()
                .contains("not renewed: certfile " + certfile() + " has expired: ");
        assertThat(isPresented(old)).isTrue();
    }

    @Test
    void theStartNamesTheCertificateAndWarnsIfItHasExpired() throws Exception {
        write(NOW.minusSeconds(1));

        renewal(TlsProvider.JDK).announce();

        assertThat(log.get())
                .containsExactly(
                        "INFO TLS 1.2 and 1.3 by the JDK",
                        "INFO Certificate " + certfile() + ": CN=localhost for localhost, 127.0.0.1, 0:0:0:0:0:0:0:1,"
                                + " valid from 2026-05-31T12:00:00Z to 2026-06-01T11:59:59Z",
                        "ERROR Certificate " + certfile() + " has expired: valid from 2026-05-31T12:00:00Z"
                                + " to 2026-06-01T11:59:59Z; clients refuse it");
    }

    @Test
    void theEndOfACertificateIsAWarningOnceADay() throws Exception {
        write(daysFromNow(14).plusSeconds(60));
        CertificateRenewal renewal = renewal(TlsProvider.JDK);

        check(renewal, 3);
        assertThat(log.get()).isEmpty();
        time = NOW.plusSeconds(60);
        check(renewal, 3);
        assertThat(log.get())
                .containsExactly("WARN Certificate " + certfile() + " expires within 15 days, at 2026-06-15T12:01:00Z");
        time = NOW.minus(Duration.ofDays(1)); // the time of day is set back
        nanos += Duration.ofHours(23).toNanos();
        check(renewal, 3);
        assertThat(log.get()).hasSize(1);
        time = NOW.plusSeconds(60).plus(Duration.ofDays(1));
        nanos += Duration.ofHours(1).toNanos();
        check(renewal, 3);
        assertThat(log.get()).hasSize(2);
    }

    private CertificateRenewal renewal(TlsProvider provider) throws StartFailure {
        CertificateFiles files = files();
        ServerCertificate certificate = files.read();
        ServerTls tls = ServerTls.of(provider, certificate);
        opened = Optional.of(tls);
        return new CertificateRenewal(files, certificate, tls, () -> time, () -> nanos);
    }

    private static void check(CertificateRenewal renewal, int times) {
        for (int i = 0; i < times; i++) {
            renewal.check();
        }
    }

    /** Whether a client that trusts only this certificate completes a handshake. */
    private boolean isPresented(X509Certificate certificate) {
        SSLEngine server = opened.orElseThrow().newEngine();
        try {
            // The certificates of this test are not valid today, which the JDK checks only in a chain.
            new EnginePair(TestCertificates.trusting(certificate), server).shakeHands();
            return true;
        } catch (SSLException e) {
            return false;
        } finally {
            ServerTls.release(server);
        }
    }

    /** Writes a new key and a certificate from a day before now to this time. */
    private X509Certificate write(Instant end) throws IOException {
        KeyPair keys = TestCertificates.keys("P-256");
        X509Certificate certificate = TestCertificates.selfSigned(keys, NOW.minus(Duration.ofDays(1)), end);
        Files.writeString(certfile(), TestCertificates.pem(certificate));
        Files.writeString(keyfile(), TestCertificates.pkcs8(keys.getPrivate()));
        return certificate;
    }

    private static Instant daysFromNow(int days) {
        return NOW.plus(Duration.ofDays(days));
    }

    private Path certfile() {
        return directory.resolve("cert.pem");
    }

    private Path keyfile() {
        return directory.resolve("key.pem");
    }

    private CertificateFiles files() {
        return new CertificateFiles(certfile(), Optional.of(keyfile()));
    }
}
