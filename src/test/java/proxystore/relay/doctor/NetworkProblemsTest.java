package proxystore.relay.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.doctor.Examination.problemAt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What goes wrong before the relay is reached: names, addresses, ports and HTTP proxies. */
class NetworkProblemsTest {
    private static void assertNotReached(Examination examination, String step, Problem problem)
            throws InterruptedException {
        Checkup checkup = examination.run();

        assertThat(Examination.step(checkup, step).problem()).contains(problem);
        assertThat(checkup.exitCode(false)).isEqualTo(3);
        assertThat(checkup.summary()).startsWith("An endpoint does not reach ws");
        assertThat(checkup.steps()).last().extracting(StepResult::statusName).isEqualTo("not-made");
    }

    @Test
    void anUnknownNameIsExplained() throws Exception {
        assertNotReached(Examination.of("ws://no-such-host.invalid:8765/"), "dns", Problem.UNKNOWN_HOST);
    }

    @Test
    void aRefusedConnectionIsExplained() throws Exception {
        int port = freePort();
        assertNotReached(Examination.of("ws://127.0.0.1:" + port + "/"), "tcp", Problem.REFUSED);
        assertThat(problemAt("ws://127.0.0.1:" + port + "/").finding())
                .isEqualTo("127.0.0.1 port " + port + ": connection refused");
    }

    /** Nothing can be sent to it over TCP. */
    @Test
    void anAddressWithoutRouteIsExplained() throws Exception {
        assertNotReached(Examination.of("ws://255.255.255.255:8765/"), "tcp", Problem.UNREACHABLE);
    }

    @Test
    void aNameWithADeadAddressIsAWarning() throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of());
                Visit visit = new Visit(Examination.of(relay.url()).plan())) {
            visit.addresses(List.of(InetAddress.getByName("255.255.255.255"), InetAddress.getLoopbackAddress()));

            Finding finding = new TcpStep().run(visit);

            assertThat(finding.problem()).contains(Problem.ADDRESS_FAILS);
            assertThat(finding.text()).endsWith("; 127.0.0.1 port " + relay.port() + " connected");
            assertThat(visit.socket().isConnected()).isTrue();
        }
    }

    @Test
    void droppedPacketsAreExplained() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            while (connects(full, waiting)) {
                // The system accepts some connections that the program does not.
            }
            assertNotReached(
                    Examination.of("ws://127.0.0.1:" + full.getLocalPort() + "/")
                            .limit(Duration.ofMillis(200)),
                    "tcp",
                    Problem.CONNECT_TIMEOUT);
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    private static boolean connects(ServerSocket server, List<Socket> waiting) {
        Socket socket = new Socket();
        waiting.add(socket);
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()), 200);
            return true;
        } catch (IOException full) {
            return false;
        }
    }

    @Test
    void theProxyOpensATunnelWithItsCredentials() throws Exception {
        AtomicReference<String> asked = new AtomicReference<>("");
        ScriptedServer[] proxy = new ScriptedServer[1];
        try (InProcessRelay relay = InProcessRelay.start(Map.of());
                ScriptedServer tunnel = ScriptedServer.start(client -> {
                    asked.set(ScriptedServer.head(client));
                    Socket target = new Socket(InetAddress.getLoopbackAddress(), relay.port());
                    ScriptedServer.write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
                    proxy[0].beside(target, out -> Intermediary.copy(client, out));
                    Intermediary.copy(target, client);
                })) {
            proxy[0] = tunnel;
            Checkup checkup = Examination.of("ws://relay.invalid:8765/")
                    .through("http://alice:secret@127.0.0.1:" + tunnel.port())
                    .run();

            assertThat(checkup.exitCode(true)).as(checkup.json(true)).isZero();
            assertThat(Examination.step(checkup, "proxy").finding())
                    .isEqualTo("http://127.0.0.1:" + tunnel.port() + " has opened a tunnel to relay.invalid port 8765");
            String login = Base64.getEncoder().encodeToString("alice:secret".getBytes(StandardCharsets.UTF_8));
            assertThat(asked.get())
                    .startsWith("CONNECT relay.invalid:8765 HTTP/1.1\r\nHost: relay.invalid:8765\r\n")
                    .contains("Proxy-Authorization: Basic " + login + "\r\n");
            assertThat(checkup.json(true)).doesNotContain("secret");

            assertThat(Examination.of("ws://relay.invalid:8765/")
                            .through("127.0.0.1:" + tunnel.port())
                            .token("t")
                            .problem()
                            .problem())
                    .contains(Problem.TOKEN_IN_CLEAR);
        }
    }

    @Test
    void aProxyThatRefusesIsExplained() throws Exception {
        assertProxyProblem(ScriptedServer.answer("403 Forbidden", "not this host"), Problem.PROXY_REFUSED);
        assertProxyProblem(ScriptedServer.answer("502 Bad Gateway", ""), Problem.PROXY_REFUSED);
        assertProxyProblem(ScriptedServer.answer("407 Login", ""), Problem.PROXY_CREDENTIALS);
        assertProxyProblem("220 mail ready\r\n", Problem.NOT_A_PROXY);
        assertProxyProblem("", Problem.NOT_A_PROXY);
    }

    private static void assertProxyProblem(String answer, Problem problem) throws Exception {
        try (ScriptedServer proxy = ScriptedServer.answering(answer)) {
            assertNotReached(
                    Examination.of("ws://relay.invalid:8765/").through("127.0.0.1:" + proxy.port()), "proxy", problem);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
