package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.message.Generation.V0_5;
import static proxystore.relay.message.Generation.V1_0;
import static proxystore.relay.routing.SocketlessPeer.offer;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.User;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;
import proxystore.relay.message.Response;

/** {@link RelayServer} with users: clients must prove to which one they belong. */
class RelayServerUsersTest {
    private static final UUID A = new UUID(0, 10);
    private static final UUID B = new UUID(0, 11);

    /** Uses a token's text as the user's id; answers when the test says so if the token is "later". */
    private static final class TokenIsUser implements Authenticator {
        private final Deque<CompletableFuture<Authentication>> later = new ArrayDeque<>();

        @Override
        public CompletionStage<Authentication> authenticate(Credentials credentials) {
            String token = credentials.authorization().orElse("");
            if (token.equals("later")) {
                later.add(new CompletableFuture<>());
                return later.getLast();
            }
            return CompletableFuture.completedStage(
                    switch (token) {
                        case "" -> new Authentication.Unauthorized("no token");
                        case "expired" -> new Authentication.Forbidden("token has expired");
                        case "provider is down" -> new Authentication.Unavailable("no answer within 10 s");
                        default -> new Authentication.Accepted(new User(token, token));
                    });
        }
    }

    private final TokenIsUser authenticator = new TokenIsUser();
    private final RelayServerFixture relay = new RelayServerFixture(authenticator, Map.of("inbox.max_messages", "3"));

    @AfterEach
    void nothingIsLeft() {
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    private SocketlessPeer open(String token) {
        return relay.open(new Credentials(Optional.of(token), Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource
    void clientWhoseTokenIsWithdrawnIsClosedAndOthersStay(Generation generation) {
        SocketlessPeer alices = open("alice").register(generation, A);
        SocketlessPeer bobs = open("bob").register(generation, B);
        SocketlessPeer unregistered = open("alice");
        relay.server.close(proof -> proof.user().id().equals("alice"));
        assertThat(alices.closedWith())
                .isEqualTo(new CloseStatus(4002, "ForbiddenError: Token is expired or has been revoked."));
        assertThat(bobs.closedWith()).isNull();
        assertThat(unregistered.closedWith()).isNull();
        assertThat(relay.registered()).containsExactly(B);
    }

    @ParameterizedTest
    @EnumSource
    void provenUserIsRegistered(Generation generation) {
        SocketlessPeer peer = open("alice").register(generation, A);
        assertThat(peer.received()).containsExactly(Response.registered(generation));
        assertThat(relay.registry.clients())
                .singleElement()
                .satisfies(client -> assertThat(client.user()).isEqualTo(new User("alice", "another display name")));
    }

    @ParameterizedTest
    @EnumSource
    void registrationHasArrivedWhileItsTokenIsChecked(Generation generation) {
        SocketlessPeer peer = open("later");
        assertThat(peer.connection.admission().maxMessageBytes()).isEqualTo(8192);
        peer.register(generation, A);
        assertThat(peer.connection.client()).isNull();
        assertThat(peer.connection.admission().maxMessageBytes()).isEqualTo(1 << 20);
    }

    @ParameterizedTest
    @EnumSource
    void refusalsHaveDifferentStatuses(Generation generation) {
        assertThat(open("").register(generation, A).closedWith())
                .isEqualTo(new CloseStatus(4001, "UnauthorizedError: no token"));
        assertThat(open("expired").register(generation, A).closedWith())
                .isEqualTo(new CloseStatus(4002, "ForbiddenError: token has expired"));
        SocketlessPeer unlucky = open("provider is down").register(generation, A);
        assertThat(unlucky.closedWith()).isEqualTo(CloseStatus.AUTHENTICATION_UNAVAILABLE);
        assertThat(unlucky.received()).isEmpty();
        assertThat(relay.registered()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void secondRegistrationReplacesTheFirst(Generation generation) {
        SocketlessPeer peer = open("alice").register(generation, A).register(generation, B);
        assertThat(relay.registered()).containsExactly(B);
        assertThat(peer.received()).containsExactly(Response.registered(generation), Response.registered(generation));
    }

    @Test
    void credentialsAreCheckedAtTheFirstRegistrationOnly() {
        SocketlessPeer peer = open("later").register(V1_0, A);
        accept("alice");
        peer.register(V1_0, B);
        assertThat(peer.received()).containsExactly(Response.registered(V1_0), Response.registered(V1_0));
        assertThat(authenticator.later).isEmpty();
        assertThat(relay.registry.clients())
                .singleElement()
                .satisfies(client -> assertThat(client.user().id()).isEqualTo("alice"));
    }

    @Test
    void secondRegistrationAfterTheTokensExpiryIsRefused() {
        SocketlessPeer peer = open("later").register(V1_0, A);
        authenticator
                .later
                .remove()
                .complete(new Authentication.Accepted(
                        new User("alice", "alice"), Optional.of(Instant.now().minusSeconds(61))));
        assertThat(peer.received()).containsExactly(Response.registered(V1_0));
        peer.register(V1_0, B);
        assertThat(peer.closedWith())
                .isEqualTo(new CloseStatus(4002, "ForbiddenError: Token is expired or has been revoked."));
    }

    /** The end finds either the accepted registration or, after the refusal, the one before it. */
    @Test
    void endDuringARefusedSecondRegistrationLeavesNothing() throws Exception {
        open("bob").register(V1_0, B);
        ExecutorService provider = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < 3_000; i++) {
                SocketlessPeer peer = open("later").register(V1_0, A);
                accept("alice");
                CountDownLatch both = new CountDownLatch(2);
                Future<?> answer = provider.submit(() -> {
                    both.countDown();
                    both.await();
                    return peer.register(V1_0, B);
                });
                both.countDown();
                both.await();
                peer.connection.closed("gone");
                answer.get();
                assertThat(relay.registered()).containsExactly(B);
            }
        } finally {
            provider.shutdownNow();
        }
    }

    @Test
    void sendingTooMuchBeforeTheUserIsKnownEndsTheConnection() {
        SocketlessPeer peer = open("later").register(V1_0, A);
        peer.send(offer(A, B, "d".repeat(600_000)));
        assertThat(peer.closedWith()).isNull();
        peer.send(offer(A, B, "d".repeat(600_000))); // inbox.max_bytes is 1 MiB
        assertThat(peer.closedWith()).isEqualTo(CloseStatus.TOO_MANY_WAITING);
    }

    @ParameterizedTest
    @EnumSource
    void otherUsersPeerIsNotReached(Generation generation) {
        SocketlessPeer alice = open("alice").register(generation, A);
        SocketlessPeer bob = open("bob").register(generation, B);
        alice.send(offer(A, B, "d"));
        assertThat(alice.last())
                .isEqualTo(offer(A, B, "d", "The requested peer " + B + " is owned by a different user."));
        assertThat(bob.received()).hasSize(1);
    }

    @Test
    void peersOfOneUserReachEachOther() {
        SocketlessPeer first = open("alice").register(V1_0, A);
        SocketlessPeer second = open("alice").register(V0_5, B);
        first.send(offer(A, B, "d"));
        assertThat(second.last()).isEqualTo(offer(A, B, "d"));
    }

    @ParameterizedTest
    @EnumSource
    void otherUsersUuidIsNotTakenAway(Generation generation) {
        SocketlessPeer alice = open("alice").register(generation, A);
        SocketlessPeer bob = open("bob").register(generation, A);
        assertThat(bob.closedWith())
                .isEqualTo(new CloseStatus(
                        4002, "ForbiddenError: The client UUID " + A + " is already registered to another user."));
        assertThat(bob.received()).isEmpty();
        assertThat(alice.closedWith()).isNull();
        assertThat(relay.registered()).containsExactly(A);
    }

    @Test
    void refusedSecondRegistrationEndsTheFirstWithItsConnection() {
        SocketlessPeer alice = open("alice").register(V1_0, A);
        SocketlessPeer bob = open("bob").register(V1_0, B).register(V1_0, A);
        assertThat(bob.closedWith()).isNotNull();
        assertThat(alice.closedWith()).isNull();
        assertThat(relay.registered()).containsExactly(A);
    }

    @Test
    void ownUuidIsTakenOverWithTheStricterGenerationsCode() {
        SocketlessPeer old = open("alice").register(V0_5, A);
        SocketlessPeer young = open("alice").register(V0_5, A);
        assertThat(young.received()).containsExactly(Response.registered(V0_5));
        assertThat(old.closedWith()).isEqualTo(CloseStatus.DISPLACED_1_0);
    }

    @Test
    void rulesOf10HoldForAllGenerations() {
        SocketlessPeer malformed = open("alice").register(V0_5, A);
        malformed.send("[]");
        assertThat(malformed.closedWith()).isEqualTo(CloseStatus.MALFORMED_1_0);
        SocketlessPeer binary = open("alice");
        binary.sendBinary();
        assertThat(binary.closedWith()).isEqualTo(CloseStatus.MALFORMED_1_0);
        SocketlessPeer tooLong = open("alice");
        tooLong.sendTooLong();
        assertThat(tooLong.closedWith()).isEqualTo(CloseStatus.TOO_LONG_1_0);
        SocketlessPeer unregistered = open("alice");
        unregistered.send(offer(A, B, "d"));
        assertThat(unregistered.closedWith()).isEqualTo(CloseStatus.NOT_REGISTERED_1_0);
        SocketlessPeer lonely = open("alice").register(V0_5, A);
        lonely.send(offer(A, B, "d"));
        assertThat(lonely.last()).isEqualTo(offer(A, B, "d", V1_0.unknownPeer(B)));
    }

    @Test
    void messagesWaitInOrderWhileTheUserIsChecked() throws InterruptedException {
        SocketlessPeer peer = open("later").register(V1_0, A);
        peer.send(offer(A, A, "first"));
        peer.send(offer(A, A, "second"));
        assertThat(peer.received()).isEmpty();
        assertThat(relay.registered()).isEmpty();
        Thread provider = new Thread(() -> accept("alice"));
        provider.start();
        provider.join(TimeUnit.SECONDS.toMillis(5));
        peer.send(offer(A, A, "third"));
        assertThat(peer.received())
                .containsExactly(
                        Response.registered(V1_0), offer(A, A, "first"), offer(A, A, "second"), offer(A, A, "third"));
    }

    private void accept(String user) {
        authenticator.later.remove().complete(new Authentication.Accepted(new User(user, user)));
    }

    @Test
    void checkThatFailsUnexpectedlyIsNotHeldAgainstTheClient() {
        SocketlessPeer peer = open("later").register(V1_0, A);
        authenticator.later.remove().completeExceptionally(new IllegalStateException("failed"));
        assertThat(peer.closedWith()).isEqualTo(CloseStatus.AUTHENTICATION_UNAVAILABLE);
    }

    @Test
    void messagePastTheBoundOfTheWaitingOnesClosesTheConnection() {
        SocketlessPeer peer = open("later").register(V1_0, A);
        for (int i = 0; i < 3; i++) {
            peer.send(offer(A, A, "d"));
            assertThat(peer.closedWith()).isNull();
        }
        peer.send(offer(A, A, "d"));
        assertThat(peer.closedWith()).isEqualTo(CloseStatus.TOO_MANY_WAITING);
        accept("alice");
        assertThat(relay.registered()).isEmpty();
        assertThat(peer.received()).isEmpty();
    }

    @Test
    void connectionThatEndsDuringItsCheckDisplacesNone() {
        SocketlessPeer owner = open("alice").register(V1_0, A);
        SocketlessPeer late = open("later").register(V1_0, A);
        late.connection.closed("tired of waiting");
        accept("alice");
        assertThat(owner.closedWith()).isNull();
        assertThat(relay.registered()).containsExactly(A);
        assertThat(late.received()).isEmpty();
    }

    @Test
    void olderConnectionWhoseCheckTakesLongerDoesNotTakeOver() {
        SocketlessPeer first = open("later").register(V1_0, A);
        SocketlessPeer second = open("alice").register(V1_0, A);
        assertThat(second.received()).containsExactly(Response.registered(V1_0));
        accept("alice");
        assertThat(first.received()).isEmpty();
        assertThat(first.closedWith()).isEqualTo(CloseStatus.DISPLACED_1_0);
        assertThat(second.closedWith()).isNull();
    }

    @Test
    void partsOfAMessageOverTheLimitDuringTheCheckLeadToTheLimitsCode() {
        SocketlessPeer peer = open("later").register(V1_0, A);
        for (int i = 0; i < 100; i++) {
            peer.sendTooLong();
        }
        assertThat(peer.closedWith()).isNull();
        accept("alice");
        assertThat(peer.closedWith()).isEqualTo(CloseStatus.TOO_LONG_1_0);
    }

    @Test
    void partsOfABinaryMessageDuringTheCheckLeadToItsCode() {
        SocketlessPeer peer = open("later").register(V1_0, A);
        for (int i = 0; i < 100; i++) {
            peer.sendBinary();
        }
        assertThat(peer.closedWith()).isNull();
        accept("alice");
        assertThat(peer.closedWith()).isEqualTo(CloseStatus.MALFORMED_1_0);
    }
}
