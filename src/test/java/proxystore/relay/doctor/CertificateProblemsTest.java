package proxystore.relay.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.doctor.Examination.problemAt;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.standalone.tls.TestAuthority;
import proxystore.relay.standalone.tls.TestCertificates;

/** Relays whose TLS an endpoint does not accept. */
class CertificateProblemsTest {
    private static final KeyPair KEYS = TestCertificates.keys("P-256");

    private final Instant now = Instant.now();
    private final TestAuthority root = TestAuthority.root("Test Root");

    @TempDir
    private Path directory;

    private X509Certificate certificate(String name, Duration from, Duration to) {
        return root.issue(KEYS.getPublic(), name, now.plus(from), now.plus(to));
    }

    /** A relay that shows these certificates. */
    private InProcessRelay relay(X509Certificate... chain) throws Exception {
        StringBuilder pem = new StringBuilder(TestCertificates.pkcs8(KEYS.getPrivate()));
        for (X509Certificate each : chain) {
            pem.append(TestCertificates.pem(each));
        }
        return InProcessRelay.start(Map.of(
                "certfile",
                Files.writeString(directory.resolve("relay.pem"), pem).toString()));
    }

    private static String secure(InProcessRelay relay) {
        return "wss://localhost:" + relay.port() + "/";
    }

    private void assertProblem(Problem problem, String finding, X509Certificate... chain) throws Exception {
        try (InProcessRelay relay = relay(chain)) {
            Checkup checkup =
                    Examination.of(secure(relay)).trusting(root.certificate()).run();

            StepResult tls = Examination.step(checkup, "tls");
            assertThat(tls.problem()).as(tls.finding()).contains(problem);
            assertThat(tls.finding()).contains(finding);
            assertThat(checkup.exitCode(false)).isEqualTo(3);
        }
    }

    @Test
    void aGoodCertificateIsDescribed() throws Exception {
        try (InProcessRelay relay = relay(certificate("localhost", Duration.ofDays(-1), Duration.ofDays(90)))) {
            Checkup checkup =
                    Examination.of(secure(relay)).trusting(root.certificate()).run();

            assertThat(checkup.exitCode(true)).as(checkup.json(true)).isZero();
            StepResult tls = Examination.step(checkup, "tls");
            assertThat(tls.finding())
                    .startsWith("TLSv1.3, certificate for localhost, issued by Test Root, valid until ")
                    .endsWith(", chain of 1");
            assertThat(tls.figures()).containsEntry("certificate_days_left", 89L);
        }
    }

    @Test
    void anExpiredCertificateIsExplained() throws Exception {
        assertProblem(
                Problem.CERTIFICATE_EXPIRED,
                "localhost expired on ",
                certificate("localhost", Duration.ofDays(-9), Duration.ofDays(-2)));
    }

    /** The JDK does not check the dates of a certificate that is trusted itself; OpenSSL does. */
    @Test
    void anExpiredCertificateThatIsTrustedItselfIsExplained() throws Exception {
        X509Certificate expired = certificate("localhost", Duration.ofDays(-9), Duration.ofDays(-2));
        try (InProcessRelay relay = relay(expired)) {
            assertThat(Examination.of(secure(relay)).trusting(expired).problem().problem())
                    .contains(Problem.CERTIFICATE_EXPIRED);
        }
    }

    @Test
    void aCertificateOfTheFutureIsExplained() throws Exception {
        assertProblem(
                Problem.CERTIFICATE_NOT_YET_VALID,
                "localhost is valid from ",
                certificate("localhost", Duration.ofDays(2), Duration.ofDays(9)));
    }

    @Test
    void anotherNameIsExplained() throws Exception {
        assertProblem(
                Problem.CERTIFICATE_NAME,
                "asked for localhost, got certificate for relay.example.org, issued by Test Root",
                certificate("relay.example.org", Duration.ofDays(-1), Duration.ofDays(90)));
    }

    @Test
    void anUnknownAuthorityIsExplained() throws Exception {
        TestAuthority other = TestAuthority.root("Other Root");
        assertProblem(
                Problem.CERTIFICATE_AUTHORITY,
                "issued by Other Root",
                other.issue(KEYS.getPublic(), "localhost", now.minusSeconds(60), now.plusSeconds(9_000_000)),
                other.certificate());
    }

    @Test
    void aSelfSignedCertificateIsExplained() throws Exception {
        assertProblem(Problem.CERTIFICATE_AUTHORITY, "self-signed", TestCertificates.selfSigned(KEYS));
    }

    @Test
    void aMissingIntermediateCertificateIsExplained() throws Exception {
        TestAuthority intermediate = root.intermediate("Test Intermediate");
        X509Certificate own =
                intermediate.issue(KEYS.getPublic(), "localhost", now.minusSeconds(60), now.plusSeconds(9_000_000));
        assertProblem(Problem.CERTIFICATE_CHAIN, "issued by Test Intermediate", own);

        try (InProcessRelay relay = relay(own, intermediate.certificate())) {
            Checkup whole =
                    Examination.of(secure(relay)).trusting(root.certificate()).run();
            assertThat(whole.exitCode(true)).as(whole.json(true)).isZero();
        }
    }

    @Test
    void aCertificateThatEndsSoonIsAWarning() throws Exception {
        try (InProcessRelay relay = relay(certificate("localhost", Duration.ofDays(-1), Duration.ofDays(9)))) {
            Checkup checkup =
                    Examination.of(secure(relay)).trusting(root.certificate()).run();

            assertThat(Examination.step(checkup, "tls").problem()).contains(Problem.CERTIFICATE_ENDS_SOON);
            assertThat(checkup.exitCode(false)).isZero();
        }
    }

    @Test
    void withoutVerificationTheRestIsExamined() throws Exception {
        try (InProcessRelay relay = relay(TestCertificates.selfSigned(KEYS))) {
            Checkup checkup = Examination.of(secure(relay)).insecure().run();

            assertThat(Examination.step(checkup, "tls").problem()).contains(Problem.CERTIFICATE_UNCHECKED);
            assertThat(Examination.step(checkup, "round-trip").statusName()).isEqualTo("ok");
            assertThat(checkup.exitCode(false)).isZero();
        }
    }

    @Test
    void tlsOnAPortWithoutItIsExplained() throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of())) {
            assertThat(problemAt(secure(relay)).problem()).contains(Problem.PLAIN_PORT);
        }
        try (ScriptedServer web = ScriptedServer.answering(ScriptedServer.answer("200 OK", "It works!"))) {
            assertThat(problemAt("wss://localhost:" + web.port() + "/").problem())
                    .contains(Problem.PLAIN_PORT);
        }
    }

    @Test
    void plainTextOnAPortWithTlsIsExplained() throws Exception {
        try (InProcessRelay relay = relay(TestCertificates.selfSigned(KEYS))) {
            StepResult failure = problemAt(relay.url());

            assertThat(failure.name()).isEqualTo("upgrade");
            assertThat(failure.problem()).contains(Problem.TLS_PORT);
        }
        // The JDK's TLS answers with an alert.
        try (ScriptedServer other =
                ScriptedServer.start(Optional.of(TestCertificates.in(directory).serving()), ScriptedServer::head)) {
            assertThat(problemAt(other.url()).problem()).contains(Problem.TLS_PORT);
        }
    }

    @Test
    void anAlertIsExplained() throws Exception {
        byte[] protocolVersion = HexFormat.of().parseHex("15030100020246");
        try (ScriptedServer server =
                ScriptedServer.start(socket -> socket.getOutputStream().write(protocolVersion))) {
            StepResult failure = problemAt("wss://localhost:" + server.port() + "/");

            assertThat(failure.problem()).contains(Problem.TLS_REFUSED);
            assertThat(failure.finding()).contains("protocol_version");
        }
    }

    @Test
    void silenceInTheTlsHandshakeIsExplained() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()))) {
            assertThat(Examination.of("wss://localhost:" + server.port() + "/")
                            .limit(Duration.ofMillis(200))
                            .problem()
                            .problem())
                    .contains(Problem.TLS_TIMEOUT);
        }
    }
}
