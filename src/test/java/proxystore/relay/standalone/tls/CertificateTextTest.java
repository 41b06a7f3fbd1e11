package proxystore.relay.standalone.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CertificateTextTest {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-04-01T00:00:00Z");

    private final X509Certificate certificate = TestCertificates.selfSigned(TestCertificates.keys("P-256"), FROM, TO);

    @Test
    void aCertificateIsDescribedByItsSubjectNamesAndDates() {
        assertThat(CertificateText.describe(certificate))
                .isEqualTo("CN=localhost for localhost, 127.0.0.1, 0:0:0:0:0:0:0:1,"
                        + " valid from 2026-01-01T00:00:00Z to 2026-04-01T00:00:00Z");
    }

    @Test
    void thereIsNoWarningOfACertificateUntilFourteenDaysBeforeItsEnd() {
        assertThat(CertificateText.warning(certificate, FROM)).isEmpty();
        assertThat(CertificateText.warning(
                        certificate, TO.minus(Duration.ofDays(14)).minusSeconds(1)))
                .isEmpty();
    }

    @Test
    void theEndOfACertificateIsNamedFourteenDaysBefore() {
        assertThat(CertificateText.warning(certificate, TO.minus(Duration.ofDays(14))))
                .contains("expires within 15 days, at 2026-04-01T00:00:00Z");
        assertThat(CertificateText.warning(certificate, TO.minusSeconds(1)))
                .contains("expires within 1 days, at 2026-04-01T00:00:00Z");
    }

    @Test
    void aCertificateOutsideItsDatesIsInvalid() {
        assertThat(CertificateText.invalid(certificate, TO)).isEmpty();
        assertThat(CertificateText.warning(certificate, TO.plusSeconds(1)))
                .contains("has expired: valid from 2026-01-01T00:00:00Z to 2026-04-01T00:00:00Z; clients refuse it");
        assertThat(CertificateText.warning(certificate, FROM.minusSeconds(1)))
                .contains(
                        "is not yet valid: valid from 2026-01-01T00:00:00Z to 2026-04-01T00:00:00Z; clients refuse it");
    }
}
