package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.LogLines;
import proxystore.relay.Readiness;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.frames.ClientFrames;
import proxystore.relay.standalone.frames.ClientMessages;

class LameDuckTest {
    private static final String LEFT = "INFO Lame duck: the last client has left; the relay stops";

    @RegisterExtension
    final LogLines log = new LogLines(LameDuck.class);

    private final AtomicLong nanos = new AtomicLong();
    private final List<StandaloneServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(StandaloneServer::close);
    }

    private StandaloneServer start(Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of("host", "127.0.0.1", "port", "0", "shutdown.drain", "0"));
        all.putAll(settings);
        Relay relay = new Relay(RelayConfig.of(all));
        StandaloneServer server =
                new StandaloneServer(relay, relay.config().listen(), Optional.empty(), Failing.LAST_RESORT);
        servers.add(server);
        server.start();
        return server;
    }

    private LameDuck lameDuck(StandaloneServer server) {
        return new LameDuck(server, nanos::get);
    }

    private void elapse(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static RawClient register(StandaloneServer server) throws IOException, InterruptedException {
        RawClient client = RawClient.open(server.port());
        client.write(ClientFrames.text(ClientMessages.registration(UUID.randomUUID())));
        assertThat(client.next()).isInstanceOf(RawClient.Event.TextFrame.class);
        return client;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSuccessorOnTheSamePortGetsTheNewClientsAndTheOldOnesStay() throws Exception {
        StandaloneServer old = start(Map.of("standalone.socket", "reuse_port"));
        LameDuck lameDuck = lameDuck(old);
        try (RawClient early = register(old)) {
            StandaloneServer successor =
                    start(Map.of("standalone.socket", "reuse_port", "port", String.valueOf(old.port())));
            lameDuck.begin();
            // Linux may reset what arrives before a selector thread has closed the socket, see ConnectionMigration.
            await().ignoreExceptionsInstanceOf(SocketException.class).until(() -> {
                register(successor).close();
                return true;
            });
            for (int i = 0; i < 20; i++) {
                register(successor).close();
            }
            assertThat(old.relay().registry().connections()).hasSize(1);
            assertThat(old.relay().readiness()).isEqualTo(Readiness.LAME_DUCK);
            early.write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, new byte[0]));
            assertThat(early.next()).isInstanceOf(RawClient.Event.PongFrame.class);
            elapse(Duration.ofHours(23));
            lameDuck.check();
            assertThat(log.get())
                    .containsExactly(
                            "INFO Lame duck: new clients are left to a successor; 1 connections are served until the"
                                    + " last one has left, for at most 86400 s");
        }
        await().until(() -> !old.mayGetClients());
        await().until(() -> !old.relay().hasClients());
        lameDuck.check();
        assertThat(log.get()).endsWith(LEFT);
        lameDuck.awaitEnd();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPortThatOnlyOneOfTwoRelaysSharesIsInUse() throws IOException {
        String port = String.valueOf(start(Map.of()).port());
        assertThatThrownBy(() -> start(Map.of("standalone.socket", "reuse_port", "port", port)))
                .isInstanceOf(IOException.class)
                .hasMessage("Address already in use");
    }

    @Test
    void withoutASuccessorOnItsPortItServesWhatStillComes() throws Exception {
        StandaloneServer server = start(Map.of("admission.registration_timeout", "30"));
        LameDuck lameDuck = lameDuck(server);
        lameDuck.begin();
        register(server).close();
        await().until(() -> !server.relay().hasClients());
        elapse(Duration.ofSeconds(29));
        lameDuck.check();
        assertThat(log.get()).doesNotContain(LEFT);
        elapse(Duration.ofSeconds(1));
        lameDuck.check();
        assertThat(log.get()).endsWith(LEFT);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aConnectionThatIsNoClientYetHasTimeToBecomeOne() throws Exception {
        StandaloneServer server = start(Map.of("standalone.socket", "reuse_port"));
        LameDuck lameDuck = lameDuck(server);
        try (Socket idle = RawClient.connect(server.port(), 0)) {
            await().until(server::mayGetClients);
            lameDuck.begin();
            lameDuck.check();
            assertThat(log.get()).hasSize(1);
            try (RawClient client = RawClient.over(idle)) {
                client.write(ClientFrames.text(ClientMessages.registration(UUID.randomUUID())));
                assertThat(client.next()).isInstanceOf(RawClient.Event.TextFrame.class);
            }
        }
        await().untilAsserted(() -> {
            lameDuck.check();
            assertThat(log.get()).endsWith(LEFT);
        });
    }

    @Test
    void theTimeIsLimitedAndEndsOnce() throws Exception {
        StandaloneServer server = start(Map.of("shutdown.lame_duck", "3600"));
        LameDuck lameDuck = lameDuck(server);
        try (RawClient client = register(server)) {
            elapse(Duration.ofHours(2));
            lameDuck.check();
            lameDuck.begin();
            elapse(Duration.ofSeconds(3599));
            lameDuck.check();
            assertThat(log.get()).hasSize(1);
            elapse(Duration.ofSeconds(1));
            lameDuck.check();
            lameDuck.check();
            assertThat(log.get())
                    .hasSize(2)
                    .endsWith("INFO Lame duck: 1 connections are left after 3600 s; the relay stops");
            lameDuck.awaitEnd();
            client.write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, new byte[0]));
            assertThat(client.next()).as("the process closes it").isInstanceOf(RawClient.Event.PongFrame.class);
        }
    }

    @Test
    void aSecondBeginningReportsWhatIsLeft() throws IOException, InterruptedException {
        StandaloneServer server = start(Map.of());
        LameDuck lameDuck = lameDuck(server);
        lameDuck.begin();
        try (RawClient client = register(server)) {
            lameDuck.begin();
            assertThat(log.get()).hasSize(2).endsWith("INFO Lame duck: 1 connections are left");
            client.write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, new byte[0]));
            assertThat(client.next()).isInstanceOf(RawClient.Event.PongFrame.class);
        }
    }

    @Test
    void theProcessWaitsForTheEndOfTheMode() throws Exception {
        StandaloneServer server = start(Map.of("shutdown.lame_duck", "0"));
        LameDuck lameDuck = lameDuck(server);
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            try {
                lameDuck.awaitEnd();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        lameDuck.check();
        assertThat(waiting).isNotDone();
        lameDuck.begin();
        lameDuck.check();
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(10));
    }
}
