package proxystore.relay.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.doctor.InProcessRelay;
import proxystore.relay.standalone.tls.TestCertificates;

class HealthCommandTest {
    @TempDir
    private Path directory;

    private final ProgramRun program = new ProgramRun();

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "0.0.0.0"})
    void aRelayThatServesIsReady(String host) throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of())) {
            assertThat(health("--host", host, "--port", String.valueOf(relay.port())))
                    .isZero();
        }

        assertThat(program.printed()).isEqualTo("ready" + System.lineSeparator());
        assertThat(program.complaint()).isEmpty();
    }

    @Test
    void aRelayWithTlsIsAskedWhateverItsCertificateNames() throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        String certfile = certificates.certfile().toString();
        String keyfile = certificates.keyfile().toString();
        try (InProcessRelay relay = InProcessRelay.start(Map.of("certfile", certfile, "keyfile", keyfile))) {
            assertThat(health(
                            "--host",
                            "127.0.0.1",
                            "--port",
                            String.valueOf(relay.port()),
                            "--certfile",
                            certfile,
                            "--keyfile",
                            keyfile))
                    .isZero();
        }
    }

    @Test
    void whereNothingListensTheReasonIsOneLine() throws Exception {
        int port;
        try (InProcessRelay relay = InProcessRelay.start(Map.of())) {
            port = relay.port();
        }

        assertThat(health("--host", "127.0.0.1", "--port", String.valueOf(port)))
                .isEqualTo(1);

        assertThat(program.complaint())
                .isEqualTo("relay: http://127.0.0.1:" + port + "/readyz: Connection refused" + System.lineSeparator());
    }

    @Test
    void aRelayThatIsStoppingIsNotReady() throws Exception {
        HttpServer stopping = stopping();
        try {
            int port = stopping.getAddress().getPort();
            assertThat(health("--host", "127.0.0.1", "--port", String.valueOf(port)))
                    .isEqualTo(1);
        } finally {
            stopping.stop(0);
        }

        assertThat(program.complaint()).contains("not ready: HTTP status 503").hasLineCount(1);
    }

    @Test
    void anUnknownPortIsAMistake() throws Exception {
        assertThat(health("--port", "0")).isEqualTo(2);

        assertThat(program.complaint()).startsWith("relay: port: must not be 0").hasLineCount(1);
    }

    private static HttpServer stopping() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/readyz", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private int health(String... options) throws Exception {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "health";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return program.execute(arguments);
    }
}
