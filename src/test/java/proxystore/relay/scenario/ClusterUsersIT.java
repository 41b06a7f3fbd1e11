package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.auth.tokenfile.TokenFileEditor;
import proxystore.relay.cluster.NatsServer;
import proxystore.relay.cluster.RequiresNats;

/** Users with clients on two nodes. */
@RequiresNats
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit calls startCluster() first
class ClusterUsersIT {
    private NatsServer nats;
    private RelayCluster cluster;
    private String aliceToken;
    private String bobToken;
    /** Each client connects to the other node than the one before it. */
    private Peers peers;

    @BeforeAll
    void startCluster() throws Exception {
        Path directory = Artifacts.emptyDirectory("cluster-users");
        Path tokens = directory.resolve("tokens");
        aliceToken = TokenFileEditor.add(tokens, "alice", "");
        bobToken = TokenFileEditor.add(tokens, "bob", "");
        nats = NatsServer.start(directory.resolve("nats"));
        cluster = new RelayCluster(
                "cluster-users",
                Map.of("RELAY_AUTH_METHOD", "tokens", "RELAY_AUTH_KWARGS_TOKENS_FILE", tokens.toString()));
        cluster.addStandalone(nats.url());
        cluster.addStandalone(nats.url());
    }

    @BeforeEach
    void welcomePeers() {
        peers = new Peers(cluster.inTurn());
    }

    @AfterEach
    void disconnect() {
        peers.close();
    }

    @AfterAll
    void stopCluster() {
        try (NatsServer last = nats;
                RelayCluster first = cluster) {
            // the nodes end first
        }
    }

    private Handshake handshake(String token) {
        return peers.handshake().header("Authorization", "Bearer " + token);
    }

    private TestEndpoint register(ClientGeneration generation, String token) {
        return peers.register(generation, handshake(token));
    }

    @ParameterizedTest
    @EnumSource
    void clientsOfOneUserReachEachOther(ClientGeneration generation) {
        TestEndpoint first = register(generation, aliceToken);
        TestEndpoint second = register(generation, aliceToken);

        first.reaches(second);
        second.reaches(first);
    }

    @ParameterizedTest
    @EnumSource
    void aMessageToAClientOfAnotherUserIsReturned(ClientGeneration generation) {
        TestEndpoint alices = register(generation, aliceToken);
        TestEndpoint bobs = register(generation, bobToken);
        JsonObject offer = alices.offer(bobs.uuid());

        alices.peer().send(offer);

        assertThat(alices.peer().expectMessage())
                .isEqualTo(TestMessages.with(
                        offer, "error", "The requested peer " + bobs.uuid() + " is owned by a different user."));
        bobs.assertRegisteredAndQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void aUuidOfAnotherUserIsRefused(ClientGeneration generation) {
        TestEndpoint alices = register(generation, aliceToken);
        TestPeer bob = peers.open(handshake(bobToken));

        bob.send(TestMessages.registration(generation, alices.uuid().toString(), "bobs"));

        bob.expectClose(
                4002, "ForbiddenError: The client UUID " + alices.uuid() + " is already registered to another user.");
        alices.assertRegisteredAndQuiet();
        register(generation, aliceToken).reaches(alices);
    }

    @Test
    void aUserTakesOverItsOwnUuidFromAnotherNode() {
        TestEndpoint old = register(ClientGeneration.V1_0, aliceToken);

        TestEndpoint newcomer = new TestEndpoint(ClientGeneration.V1_0, old.uuid(), peers.open(handshake(aliceToken)));

        old.peer().expectClose(ClientGeneration.V1_0.displacedCode(), ClientGeneration.DISPLACED_REASON);
        register(ClientGeneration.V0_5, aliceToken).reaches(newcomer);
    }
}
