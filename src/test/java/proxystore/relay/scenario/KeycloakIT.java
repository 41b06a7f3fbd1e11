package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Users of a real identity provider on the standalone relay, which asks it about tokens or checks them by its keys. */
@Order(4)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeycloakIT {
    /** How a relay finds out whose a token is. */
    private enum TokenChecking {
        INTROSPECTION,
        SIGNATURE
    }

    private static final String PROGRAM = "endpoints";
    private static final ClientGeneration GENERATION = ClientGeneration.V1_0;

    private final Map<TokenChecking, RelayUnderTest> relays = new EnumMap<>(TokenChecking.class);
    private final Map<TokenChecking, Peers> peers = new EnumMap<>(TokenChecking.class);
    private Keycloak keycloak;

    @BeforeAll
    void start() throws IOException {
        keycloak = Keycloak.start();
        relays.put(
                TokenChecking.INTROSPECTION,
                relay(
                        "keycloak-introspection",
                        Map.of(
                                "RELAY_AUTH_METHOD",
                                "globus",
                                "RELAY_AUTH_REAUTHENTICATE",
                                "close",
                                "RELAY_AUTH_KWARGS_INTROSPECTION_URL",
                                keycloak.introspectionUrl(),
                                "PROXYSTORE_GLOBUS_CLIENT_ID",
                                Keycloak.CLIENT_ID,
                                "PROXYSTORE_GLOBUS_CLIENT_SECRET",
                                Keycloak.CLIENT_SECRET)));
        relays.put(
                TokenChecking.SIGNATURE,
                relay(
                        "keycloak-signature",
                        Map.of(
                                "RELAY_AUTH_METHOD",
                                "jwt",
                                "RELAY_AUTH_KWARGS_ISSUER",
                                keycloak.issuer(),
                                "RELAY_AUTH_KWARGS_JWKS_URL",
                                keycloak.keysUrl(),
                                "RELAY_AUTH_KWARGS_AUDIENCE",
                                "ProxyStore")));
        relays.forEach((check, relay) -> peers.put(check, new Peers(relay.address())));
    }

    private static RelayUnderTest relay(String name, Map<String, String> settings) throws IOException {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("RELAY_AUTH_TIMEOUT", "5");
        environment.put("RELAY_AUTH_CLOCK_SKEW", "0");
        environment.put("RELAY_LOGGING_DEFAULT_LEVEL", "DEBUG");
        return StandaloneRelay.start(name, environment);
    }

    @AfterEach
    void answerClose() {
        peers.values().forEach(Peers::close);
    }

    @AfterAll
    void stopAndLookForSecrets() throws IOException {
        StringBuilder shown = new StringBuilder();
        for (RelayUnderTest relay : relays.values()) {
            Path commandLine = Path.of("/proc/" + relay.process().process().pid() + "/cmdline");
            if (Files.exists(commandLine)) {
                shown.append(Files.readString(commandLine, StandardCharsets.UTF_8));
            }
            relay.close();
            shown.append(relay.process().log());
        }
        keycloak.close();
        assertThat(keycloak.secrets())
                .isNotEmpty()
                .allSatisfy(secret -> assertThat(shown.indexOf(secret))
                        .as("where a log or a process listing shows a secret")
                        .isNegative());
    }

    private String token(String user) {
        return keycloak.login(user, PROGRAM).access();
    }

    private Peers peers(TokenChecking check) {
        return Objects.requireNonNull(peers.get(check));
    }

    private TestPeer open(TokenChecking check, String token) {
        Peers here = peers(check);
        return here.open(here.handshake().header("Authorization", "Bearer " + token));
    }

    private TestEndpoint register(TokenChecking check, String token) {
        return new TestEndpoint(GENERATION, UUID.randomUUID(), open(check, token));
    }

    private PeerEvent.CloseReceived refusal(TokenChecking check, String token) {
        return refusal(open(check, token), UUID.randomUUID());
    }

    private static PeerEvent.CloseReceived refusal(TestPeer peer, UUID uuid) {
        peer.send(TestMessages.registration(GENERATION, uuid.toString(), "refused"));
        return peer.expectClose();
    }

    @ParameterizedTest
    @EnumSource
    void endpointsOfOneUserReachEachOther(TokenChecking check) {
        TestEndpoint first = register(check, token("alice"));
        TestEndpoint second = register(check, token("alice"));
        first.reaches(second);
        second.reaches(first);
    }

    @ParameterizedTest
    @EnumSource
    void endpointsOfTwoUsersDoNotReachEachOther(TokenChecking check) {
        TestEndpoint alices = register(check, token("alice"));
        TestEndpoint bobs = register(check, token("bob"));
        alices.peer().send(alices.offer(bobs.uuid()));
        assertThat(alices.peer().expectMessage())
                .isEqualTo(TestMessages.with(
                        alices.offer(bobs.uuid()),
                        "error",
                        "The requested peer " + bobs.uuid() + " is owned by a different user."));
        bobs.assertRegisteredAndQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void aUuidOfAnotherUserIsRefused(TokenChecking check) {
        TestEndpoint alices = register(check, token("alice"));
        assertThat(refusal(open(check, token("bob")), alices.uuid()))
                .isEqualTo(new PeerEvent.CloseReceived(
                        4002,
                        "ForbiddenError: The client UUID " + alices.uuid()
                                + " is already registered to another user."));
        alices.assertRegisteredAndQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void aMessageWithTheSourceUuidOfAnotherClientIsRefused(TokenChecking check) {
        TestEndpoint alices = register(check, token("alice"));
        UUID foreign = UUID.randomUUID();
        alices.peer().send(TestMessages.with(alices.offer(alices.uuid()), "source_uuid", foreign.toString()));
        assertThat(alices.peer().expectMessage().getString("error"))
                .isEqualTo("The source " + foreign + " is not the sender's own.");
    }

    @ParameterizedTest
    @EnumSource
    void aTokenForAnotherServiceIsRefused(TokenChecking check) {
        PeerEvent.CloseReceived close =
                refusal(check, keycloak.login("alice", "elsewhere").access());
        assertThat(close.code()).isEqualTo(4002);
        assertThat(close.reason()).startsWith("ForbiddenError: Token audience does not include \"ProxyStore\".");
    }

    @ParameterizedTest
    @EnumSource
    void anInventedTokenIsRefused(TokenChecking check) {
        assertThat(refusal(check, "invented").code()).isEqualTo(4002);
        String[] parts = token("alice").split("\\.", -1);
        String[] others = token("bob").split("\\.", -1);
        assertThat(refusal(check, parts[0] + "." + others[1] + "." + parts[2]).code())
                .isEqualTo(4002);
    }

    @ParameterizedTest
    @EnumSource
    void aClientWithoutATokenIsRefused(TokenChecking check) {
        assertThat(refusal(peers(check).open(), UUID.randomUUID()))
                .isEqualTo(new PeerEvent.CloseReceived(
                        4001, "UnauthorizedError: Request headers are missing authorization header."));
    }

    @Test
    void introspectionRefusesAUserWhoHasLoggedOut() {
        Keycloak.Tokens tokens = keycloak.login("alice", PROGRAM);
        keycloak.logout(tokens, PROGRAM);
        assertThat(refusal(TokenChecking.INTROSPECTION, tokens.access()))
                .isEqualTo(new PeerEvent.CloseReceived(4002, "ForbiddenError: Token is expired or has been revoked."));
    }

    @Test
    void aConnectionEndsWithItsTokenIfTheSettingSaysSo() {
        TestEndpoint brief = register(
                TokenChecking.INTROSPECTION, keycloak.login("alice", "brief").access());
        assertThat(brief.peer().expectClose())
                .isEqualTo(new PeerEvent.CloseReceived(4002, "ForbiddenError: Token has expired."));
    }

    @Test
    void aConnectionOutlivesItsTokenByDefault() {
        TestEndpoint brief = register(
                TokenChecking.SIGNATURE, keycloak.login("alice", "brief").access());
        String token = keycloak.login("alice", "brief").access();
        Patience.await("the end of a token of five seconds").until(() -> {
            try (Peers late = new Peers(
                    Objects.requireNonNull(relays.get(TokenChecking.SIGNATURE)).address())) {
                TestPeer peer = late.open(late.handshake().header("Authorization", "Bearer " + token));
                peer.send(
                        TestMessages.registration(GENERATION, UUID.randomUUID().toString(), "late"));
                return peer.expect(PeerEvent.class) instanceof PeerEvent.CloseReceived close && close.code() == 4002;
            }
        });
        brief.assertRegisteredAndQuiet();
    }

    @Test
    void tokensSignedByANewKeyAreAcceptedBesideTheOld() {
        String old = token("alice");
        TestEndpoint before = register(TokenChecking.SIGNATURE, old);
        keycloak.rotateKeys();
        String young = token("alice");
        assertThat(young.substring(0, young.indexOf('.'))).isNotEqualTo(old.substring(0, old.indexOf('.')));
        before.reaches(register(TokenChecking.SIGNATURE, young));
        before.reaches(register(TokenChecking.SIGNATURE, old));
    }

    @Test
    void aFrozenProviderDoesNotMakeTokensInvalid() {
        String known = token("alice");
        String unknown = token("alice");
        TestEndpoint asked = register(TokenChecking.INTROSPECTION, known);
        TestEndpoint checked = register(TokenChecking.SIGNATURE, known);
        keycloak.freeze();
        try {
            assertThat(refusal(TokenChecking.INTROSPECTION, unknown).code()).isEqualTo(1013);
            asked.assertRegisteredAndQuiet();
            // The one remembers the token, the other the keys.
            asked.reaches(register(TokenChecking.INTROSPECTION, known));
            checked.reaches(register(TokenChecking.SIGNATURE, unknown));
        } finally {
            keycloak.thaw();
        }
        asked.reaches(register(TokenChecking.INTROSPECTION, unknown));
    }
}
