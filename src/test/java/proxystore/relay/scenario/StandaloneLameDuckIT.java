package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A relay that a successor replaces without closing a connection. */
class StandaloneLameDuckIT {
    private static final int CLIENTS = 200;
    private static final int VISITS = 100;
    private static final Pattern ADMIN = Pattern.compile("pages for administrators on (http://\\S+)");
    private static final Pattern LAME_DUCK = Pattern.compile("Lame duck: new clients are left to a successor; .*");

    @Test
    void aSuccessorOnTheSameSocketLosesNoNewClientAndNoOldOneNotices() throws IOException, InterruptedException {
        try (SharedSocket socket = SharedSocket.open();
                Peers peers = new Peers(socket.address());
                Peers late = new Peers(socket.address())) {
            SharedSocket.Heir old = socket.start("lame-duck-old", Map.of("RELAY_ADMIN_PORT", "0"));
            List<TestEndpoint> clients = peers.registerMany(CLIENTS);
            int visits;
            try (Visitors visitors = Visitors.of(socket.address())) {
                visitors.awaitMore(VISITS);
                SharedSocket.Heir successor = socket.start("lame-duck-successor", Map.of());
                visitors.awaitMore(VISITS);
                old.signal("URG");
                old.await(LAME_DUCK);
                assertAllReachEachOther(clients);
                visitors.awaitMore(VISITS);
                TestEndpoint newcomer = late.register(ClientGeneration.V1_0);
                successor.await(Pattern.compile("Registered " + newcomer.uuid()));
                visits = visitors.assertAllWereServed();
            }

            old.signal("URG");
            old.await(Pattern.compile("Lame duck: " + CLIENTS + " connections are left\\R"));
            String admin = old.await(ADMIN).group(1);
            assertThat(get(admin + "readyz")).isEqualTo("503 lame duck\n");
            assertThat(get(admin + "metrics")).contains("relay_clients");
            assertThat(get(socket.address().page() + "readyz")).isEqualTo("200 ready\n");
            assertAllReachEachOther(clients);
            assertThat(clients).allMatch(client -> client.peer().isOpen());
            peers.close();

            assertThat(old.awaitExitCode()).isZero();
            assertThat(old.log())
                    .contains("Lame duck: the last client has left; the relay stops", "Server closed")
                    .doesNotContain("ERROR", "WARNING", "Exception");
            late.register(ClientGeneration.V0_5).assertRegisteredAndQuiet();
            System.out.println(visits + " clients came and left during the switch");
        }
    }

    private static void assertAllReachEachOther(List<TestEndpoint> clients) {
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).reaches(clients.get((i + 1) % clients.size()));
        }
    }

    @Test
    void whoIsLeftAfterTheTimeLimitIsClosedAsAtTheEndOfARelay() throws IOException, InterruptedException {
        Map<String, String> shared = Map.of("RELAY_STANDALONE_SOCKET", "reuse_port");
        Map<String, String> limited = new HashMap<>(shared);
        limited.put("RELAY_SHUTDOWN_LAME_DUCK", "1.5");
        try (RelayUnderTest old = StandaloneRelay.start("lame-duck-limited", limited);
                Peers peers = new Peers(old.address())) {
            TestPeer client = peers.register(ClientGeneration.V0_5).peer();
            String port = String.valueOf(old.address().url().getPort());
            try (RelayProcess successor =
                    StandaloneRelay.launch("lame-duck-limited-next", shared, "--host", "127.0.0.1", "--port", port)) {
                StandaloneRelay.port(successor);
                old.process().leaveToSuccessor();
                assertThat(client.expectClose().code()).isEqualTo(1001);
                assertThat(exitCode(old)).isZero();
                peers.register(ClientGeneration.V1_0).assertRegisteredAndQuiet();
            }
            assertThat(old.process().log())
                    .contains(" at most 1.5 s", "Lame duck: 1 connections are left after 1.5 s; the relay stops")
                    .contains("Stopped: connections closed: 1, cut off: 0");
        }
    }

    @Test
    void aLameDuckWithItsOwnSocketServesWhoComesAndSigtermEndsIt() throws IOException, InterruptedException {
        try (RelayUnderTest relay = StandaloneRelay.start("lame-duck-own", Map.of());
                Peers peers = new Peers(relay.address())) {
            String port = String.valueOf(relay.address().url().getPort());
            relay.process().leaveToSuccessor();
            relay.process().awaitOutput(LAME_DUCK);
            assertThat(get(relay.address().page() + "readyz")).isEqualTo("503 lame duck\n");
            TestPeer client = peers.register(ClientGeneration.V1_0).peer();
            try (RelayProcess mistake = StandaloneRelay.launch(
                    "lame-duck-mistake",
                    Map.of("RELAY_STANDALONE_SOCKET", "reuse_port"),
                    "--host",
                    "127.0.0.1",
                    "--port",
                    port)) {
                mistake.awaitOutput(
                        Pattern.compile("relay: cannot listen on 127.0.0.1:" + port + ": Address already in use\\R"));
            }

            relay.process().process().destroy(); // SIGTERM

            assertThat(client.expectClose().code()).isEqualTo(1001);
            assertThat(exitCode(relay)).isZero();
        }
    }

    @Test
    void aRelayWithoutASocketToInheritSaysSo() throws IOException, InterruptedException {
        try (RelayProcess relay =
                StandaloneRelay.launch("lame-duck-without-socket", Map.of("RELAY_STANDALONE_SOCKET", "inherited"))) {
            relay.awaitOutput(Pattern.compile(
                    "relay: standalone.socket is \"inherited\": standard input is no listening TCP socket\\R"));
            assertThat(relay.process().waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(relay.process().exitValue()).isEqualTo(1);
        }
    }

    private static int exitCode(RelayUnderTest relay) throws InterruptedException {
        Process process = relay.process().process();
        assertThat(process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return process.exitValue();
    }

    private static String get(String url) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .version(HttpClient.Version.HTTP_1_1)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
