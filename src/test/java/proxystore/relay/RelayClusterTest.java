package proxystore.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.auth.Credentials;
import proxystore.relay.cluster.ClusterNetwork;
import proxystore.relay.cluster.NatsServer;
import proxystore.relay.cluster.Presence;
import proxystore.relay.cluster.RequiresNats;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.message.Generation;
import proxystore.relay.message.Registration;
import proxystore.relay.peer.Connection;
import proxystore.relay.peer.RecordingTransport;

/** Relays that a configuration joins over a real NATS server. */
@RequiresNats
class RelayClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    final LogLines lines = new LogLines(loggerOfNats());

    @TempDir
    private Path directory;

    private final List<Relay> relays = new ArrayList<>();

    private static Class<?> loggerOfNats() {
        try {
            return Class.forName("proxystore.relay.cluster.NatsBus");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void nothingIsLeft() {
        relays.forEach(Relay::close);
        await().atMost(PATIENCE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("relay-")
                                || thread.getName().startsWith("nats")));
    }

    /** A node of a cluster: key, value, key … */
    private Relay node(String url, String... further) {
        Map<String, String> settings = new HashMap<>(Map.of("cluster.url", url));
        for (int i = 0; i < further.length; i += 2) {
            settings.put(further[i], further[i + 1]);
        }
        Relay relay = new Relay(RelayConfig.of(settings));
        relays.add(relay);
        return relay;
    }

    private static ClusterNetwork cluster(Relay relay) {
        return relay.cluster().orElseThrow();
    }

    private static void awaitConnected(Relay relay) {
        await().atMost(PATIENCE).until(() -> cluster(relay).isConnected());
    }

    private static Connection register(Relay relay, UUID uuid, RecordingTransport transport) {
        Connection connection = relay.open(transport, Credentials.NONE);
        transport.whenClosed(() -> connection.closed("closed"));
        connection.receive(new Registration("endpoint", uuid, Generation.V1_0), 100);
        return connection;
    }

    @Test
    void nodesAreNamedAndTheNewerRegistrationOfAUuidWins() throws Exception {
        try (NatsServer nats = NatsServer.start(
                directory,
                "authorization { users: [ { user: relay, password: secret, permissions: {"
                        + " publish: \"proxystore.relay.>\", subscribe: \"proxystore.relay.>\" } } ] }")) {
            Relay one = node(nats.url(), "cluster.node", "one", "cluster.user", "relay", "cluster.password", "secret");
            Relay two = node(nats.url(), "cluster.user", "relay", "cluster.password", "secret");
            awaitConnected(one);
            awaitConnected(two);
            assertThat(cluster(one).node()).matches("one-[0-9a-f]{16}");
            assertThat(cluster(two).node()).matches("[A-Za-z0-9_-]+-[0-9a-f]{16}");

            UUID uuid = UUID.randomUUID();
            RecordingTransport older = new RecordingTransport("192.0.2.1:1");
            RecordingTransport newer = new RecordingTransport("192.0.2.1:2");
            register(one, uuid, older);
            await().atMost(PATIENCE).until(() -> one.registry().find(uuid) != null);
            register(two, uuid, newer);
            await().atMost(PATIENCE)
                    .until(() ->
                            two.registry().find(uuid) != null && one.registry().find(uuid) == null);
            assertThat(cluster(one).lookUp(uuid)).succeedsWithin(PATIENCE).isEqualTo(Presence.OTHER_NODE);
            assertThat(cluster(one).lookUp(UUID.randomUUID()))
                    .succeedsWithin(PATIENCE)
                    .isEqualTo(Presence.NONE);
            assertThat(one.summary().lines()).anyMatch(line -> line.startsWith("Cluster: node one-"));
        }
    }

    @Test
    void aNodeServesWithoutNatsAndIsReadyUnlessItMustNotBe() throws Exception {
        NatsServer nats = NatsServer.start(directory);
        nats.kill();
        Relay lenient = node(nats.url());
        Relay strict = node(nats.url(), "cluster.ready_without", "false");
        UUID uuid = UUID.randomUUID();
        assertThat(cluster(lenient).lookUp(uuid)).succeedsWithin(PATIENCE).isEqualTo(Presence.UNREACHABLE);
        register(lenient, uuid, new RecordingTransport("192.0.2.1:1"));
        assertThat(lenient.registry().find(uuid)).isNotNull();
        assertThat(lenient.readiness()).isEqualTo(Readiness.READY);
        assertThat(strict.readiness()).isEqualTo(Readiness.ALONE);

        nats.restart();
        awaitConnected(strict);
        assertThat(strict.readiness()).isEqualTo(Readiness.READY);
        nats.close();
        await().atMost(PATIENCE).until(() -> strict.readiness() == Readiness.ALONE);
    }

    @Test
    void eachChangeOfTheConnectionIsOneLine() throws Exception {
        NatsServer nats = NatsServer.start(directory);
        nats.kill();
        Relay relay = node(nats.url(), "cluster.node", "one");
        await().atMost(PATIENCE).until(() -> !lines.get().isEmpty());
        nats.restart();
        awaitConnected(relay);
        nats.kill();
        await().atMost(PATIENCE).until(() -> lines.get().size() == 3);
        nats.restart();
        awaitConnected(relay);
        nats.close();
        await().atMost(PATIENCE).until(() -> lines.get().size() == 5);
        String connected = "INFO Connected to NATS at " + nats.url() + " as node "
                + cluster(relay).node();
        String lost = "WARN The connection to NATS is lost: clients of other nodes cannot be reached until it is back";
        assertThat(lines.get())
                .containsExactly(
                        "WARN NATS cannot be reached (Connection refused): clients of other nodes cannot be reached until"
                                + " it is there",
                        connected,
                        lost,
                        connected,
                        lost);
    }

    @Test
    void wrongCredentialsAreOneLineUntilNatsAcceptsThem() throws Exception {
        try (NatsServer nats = NatsServer.start(directory, "authorization { user: relay, password: other }")) {
            Relay relay = node(nats.url(), "cluster.user", "relay", "cluster.password", "right");
            await().atMost(PATIENCE)
                    .until(() -> nats.log()
                                    .lines()
                                    .filter(line -> line.contains("authentication error"))
                                    .count()
                            >= 3);
            assertThat(lines.get())
                    .filteredOn(line -> line.startsWith("ERROR"))
                    .containsExactly(
                            "ERROR NATS refuses this node (Authorization Violation): clients of other nodes cannot be"
                                    + " reached. It is tried again every 5 s");
            assertThat(lines.get()).noneMatch(line -> line.contains("right"));
            nats.reload("password: other", "password: right");
            awaitConnected(relay);
            assertThat(lines.get().get(lines.get().size() - 1)).startsWith("INFO Connected to NATS at ");
        }
    }

    @Test
    void aNatsThatDoesNotTakeTheLongestMessagesIsNamed() throws Exception {
        try (NatsServer nats = NatsServer.start(directory, "max_payload: 65536")) {
            Relay relay = node(nats.url(), "max_message_bytes", "65536");
            awaitConnected(relay);
            assertThat(lines.get())
                    .contains("WARN max_payload of NATS is 65536 bytes, less than the 73728 that a message of"
                            + " max_message_bytes (65536) may take: longer ones for clients of other nodes are returned."
                            + " Raise the one in the configuration of NATS, or lower the other to 57344");
            awaitConnected(node(nats.url(), "max_message_bytes", "57344"));
            assertThat(lines.get())
                    .filteredOn(line -> line.contains("max_payload"))
                    .hasSize(1);
        }
    }

    @Test
    void aFileThatIsNotInOrderEndsTheStart() throws IOException {
        assertThatThrownBy(() -> node(
                        "nats://127.0.0.1:1",
                        "cluster.nkey_file",
                        directory.resolve("none").toString()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("cluster.nkey_file: " + directory.resolve("none") + ": no such file");
    }
}
