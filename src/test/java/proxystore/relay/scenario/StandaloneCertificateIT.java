package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.standalone.tls.TestCertificates;

/** The certificate of a running relay is renewed, and where the relay's TLS comes from. */
@Execution(ExecutionMode.CONCURRENT)
class StandaloneCertificateIT {
    private static final byte[] PING = "still there?".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @CsvSource({"native, true", "native, false", "jdk, true", "jdk, false"})
    void aRenewedCertificateIsLoadedAndNoConnectionClosed(String provider, boolean signalled) throws IOException {
        String name = "standalone-certificate-" + provider + (signalled ? "-signalled" : "-checked");
        TestCertificates old = TestCertificates.in(Artifacts.emptyDirectory(name));
        TestCertificates renewed = TestCertificates.in(Artifacts.emptyDirectory(name + "-renewed"));
        Map<String, String> settings = Map.of(
                "RELAY_STANDALONE_TLS_PROVIDER",
                provider,
                "RELAY_STANDALONE_CERTIFICATE_CHECK_INTERVAL",
                signalled ? "86400" : "0.1");
        try (RelayUnderTest relay =
                        StandaloneRelay.startTls(name, settings, old.certfile(), old.keyfile(), old.trusting());
                Peers before = new Peers(relay.address());
                Peers after = new Peers(RelayAddress.tls(relay.address().url().getPort(), "/", renewed.trusting()))) {
            TestPeer early = before.open();

            replace(old.certfile(), renewed.certfile());
            replace(old.keyfile(), renewed.keyfile());
            if (signalled) {
                relay.process().hangUp();
            }
            await("the certificate").until(() -> relay.process().log().contains(" loaded: CN=localhost"));

            early.sendFrame(WebSocketFrames.PING, true, PING);
            early.expectPong(PING);
            TestPeer late = after.open();
            late.sendFrame(WebSocketFrames.PING, true, PING);
            late.expectPong(PING);
            assertThatThrownBy(before::open).isInstanceOf(UncheckedIOException.class);
            assertThat(relay.process().log()).doesNotContain("ERROR");
        }
    }

    @Test
    void aRelayWhoseLibraryDoesNotLoadTakesTheJdkAndSaysWhy() throws IOException {
        String name = "standalone-certificate-fallback";
        TestCertificates certificates = TestCertificates.in(Artifacts.emptyDirectory(name));
        Map<String, String> noLibrary = Map.of("JAVA_TOOL_OPTIONS", "-Dio.netty.native.workdir=/dev/null");
        try (RelayUnderTest relay = StandaloneRelay.startTls(
                        name, noLibrary, certificates.certfile(), certificates.keyfile(), certificates.trusting());
                Peers peers = new Peers(relay.address())) {
            peers.open().sendFrame(WebSocketFrames.PING, true, PING);

            assertThat(relay.process().log().lines().filter(line -> line.contains("TLS 1.2 and 1.3 by ")))
                    .singleElement()
                    .asString()
                    .contains("by the JDK (BoringSSL is not available: ");
        }
    }

    @Test
    void aRelayThatRequiresTheLibraryDoesNotStartWithoutIt() throws Exception {
        String name = "standalone-certificate-required";
        TestCertificates certificates = TestCertificates.in(Artifacts.emptyDirectory(name));
        Map<String, String> noLibrary = Map.of(
                "JAVA_TOOL_OPTIONS", "-Dio.netty.native.workdir=/dev/null", "RELAY_STANDALONE_TLS_PROVIDER", "native");
        try (RelayProcess process = StandaloneRelay.launch(
                name,
                noLibrary,
                "--port",
                "0",
                "--certfile",
                certificates.certfile().toString(),
                "--keyfile",
                certificates.keyfile().toString())) {
            assertThat(process.process().waitFor()).isEqualTo(1);
            assertThat(process.log().lines().filter(line -> !line.startsWith("Picked up ")))
                    .singleElement()
                    .asString()
                    .startsWith("relay: standalone.tls_provider: \"native\" is not available here: ");
        }
    }

    private static void replace(Path file, Path by) throws IOException {
        Path copy = Files.copy(by, file.resolveSibling(file.getFileName() + ".new"));
        Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
