package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.TlsProvider;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.server.StandaloneServer;
import proxystore.relay.standalone.tls.ServerCertificate;
import proxystore.relay.standalone.tls.ServerTls;
import proxystore.relay.standalone.tls.TestCertificates;

/** The standalone relay and RFC 6455, on both frame paths, with and without TLS. */
@Execution(ExecutionMode.CONCURRENT)
class FrameConformanceTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @ParameterizedTest(name = "{0} frames, TLS: {1}")
    @CsvSource({"direct, false", "tyrus, false", "direct, true", "tyrus, true"})
    void everyCaseHasTheOutcomeThatTheRfcDemands(String path, boolean tls) throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        Optional<ServerTls> context = tls
                ? Optional.of(ServerTls.of(
                        TlsProvider.AUTO, ServerCertificate.read(certificates.certfileWithKey(), Optional.empty())))
                : Optional.empty();
        RelayConfig config = RelayConfig.of(Map.of("host", "127.0.0.1", "port", "0", "standalone.frames", path));
        Relay relay = new Relay(config);
        try (StandaloneServer server = new StandaloneServer(relay, config.listen(), context, Failing.LAST_RESORT)) {
            server.start();
            FrameCaseRun run = new FrameCaseRun(
                    () -> tls
                            ? certificates.trusting().getSocketFactory().createSocket("localhost", server.port())
                            : new Socket(InetAddress.getLoopbackAddress(), server.port()),
                    "/");
            assertThat(run.differences(path.equals("tyrus") ? ofTyrus() : FrameCases.all()))
                    .isEmpty();
        }
        assertThat(relay.registry().connections()).isEmpty();
    }

    /** Tyrus checks the UTF-8 of complete characters, when a frame is complete. */
    private static List<FrameCase> ofTyrus() {
        List<FrameCase> cases = new ArrayList<>(FrameCases.all());
        cases.removeIf(each -> each.id().contains("wrong octet") || each.id().contains("frame without its end"));
        return cases;
    }
}
