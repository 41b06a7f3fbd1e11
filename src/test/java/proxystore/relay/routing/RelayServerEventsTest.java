package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.message.Generation.V0_5;
import static proxystore.relay.message.Generation.V1_0;
import static proxystore.relay.routing.SocketlessPeer.answer;
import static proxystore.relay.routing.SocketlessPeer.offer;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.User;
import proxystore.relay.message.MessageEncoder;

/** The events of {@link RelayServer} and its connections. */
class RelayServerEventsTest {
    private static final UUID A = new UUID(0, 10);
    private static final UUID B = new UUID(0, 11);

    private final RelayServerFixture relay = new RelayServerFixture(
            Authenticator.NONE, Map.of("outbox.max_messages", "2", "takeover.max_per_minute", "1"));

    private List<String> next() {
        return relay.events.next();
    }

    @Test
    void registrationAndItsEnd() {
        SocketlessPeer peer = relay.open();
        assertThat(next()).containsExactly("opened");
        peer.register(V1_0, A);
        assertThat(next()).containsExactly("registered 1.0");
        peer.register(V1_0, A);
        assertThat(next()).isEmpty();
        peer.register(V1_0, B);
        assertThat(next()).containsExactly("registered 1.0", "unregistered unexpectedly");
        peer.connection.closed(1000, "");
        assertThat(next()).containsExactly("closed 1000", "unregistered normally");
        peer.connection.closed(1000, "");
        assertThat(next()).isEmpty();
    }

    @Test
    void takeoverAndItsRefusal() {
        relay.open().register(V1_0, A);
        SocketlessPeer older = relay.open();
        SocketlessPeer newcomer = relay.open();
        next();
        newcomer.register(V1_0, A);
        assertThat(next()).containsExactly("registered 1.0", "taken over", "closed 4004", "unregistered unexpectedly");
        older.register(V1_0, A);
        assertThat(next()).containsExactly("refused NEWER_CONNECTION", "closed 4004");
        relay.open().register(V1_0, A);
        assertThat(next()).containsExactly("opened", "refused TAKEOVERS", "closed 4004");
    }

    @Test
    void forwardedAndReturnedMessages() {
        SocketlessPeer a = relay.open().register(V1_0, A);
        SocketlessPeer b = relay.open().register(V1_0, B);
        next();
        int bytes = new MessageEncoder().encode(offer(A, B, "d")).length();
        a.send(offer(A, B, "d"));
        assertThat(next()).containsExactly("sending after 0 ns", "forwarded " + bytes);
        a.send(offer(A, new UUID(0, 12), "d"));
        assertThat(next()).containsExactly("returned UNKNOWN_PEER");
        b.transport.hold();
        a.send(offer(A, B, "1"));
        a.send(offer(A, B, "2"));
        next();
        a.send(offer(A, B, "3"));
        assertThat(next()).containsExactly("returned NOT_ACCEPTED");
        b.transport.completeUncertainly(new IOException("closed"));
        assertThat(next())
                .containsExactly("uncertain", "closed 1011", "unregistered unexpectedly", "returned UNDELIVERED");
    }

    @Test
    void anOfferIsTiedToItsAnswerUnlessItsPeerDidNotGetIt() {
        SocketlessPeer a = relay.open().register(V1_0, A);
        SocketlessPeer b = relay.open().register(V1_0, B);
        a.send(offer(A, B, "1"));
        relay.clock.advance(Duration.ofMillis(20));
        b.connection.markAlive();
        next();
        b.send(answer(B, A, "1"));
        assertThat(next()).startsWith("offer answered after 20000000 ns");
        b.transport.hold();
        a.send(offer(A, B, "2"));
        a.send(offer(A, B, "3"));
        a.send(offer(A, B, "4"));
        assertThat(next()).contains("returned NOT_ACCEPTED");
        b.send(answer(B, A, "2"));
        assertThat(next()).contains("offer answered after 20000000 ns");
        a.send(offer(A, B, "5"));
        relay.clock.advance(PendingOffers.PATIENCE.plusSeconds(1));
        relay.server.expireOffers();
        assertThat(next()).containsExactly("returned NOT_ACCEPTED");
    }

    @Test
    void aMessageWaitsBehindTheOneInFlightToItsPeer() {
        SocketlessPeer a = relay.open().register(V1_0, A);
        SocketlessPeer b = relay.open().register(V1_0, B);
        a.connection.markAlive();
        b.transport.hold();
        a.send(offer(A, B, "1"));
        relay.clock.advance(Duration.ofNanos(3));
        a.connection.markAlive();
        a.send(offer(A, B, "2"));
        relay.clock.advance(Duration.ofNanos(5));
        a.connection.markAlive();
        next();
        b.transport.complete(null);
        assertThat(next()).containsExactly("sending after 5 ns");
    }

    @ParameterizedTest
    @CsvSource({"[],malformed 0.5", "{\"message_type\":\"unknown\"},malformed 0.5"})
    void malformedMessage(String text, String event) {
        SocketlessPeer peer = relay.open();
        next();
        peer.send(text);
        assertThat(next()).containsExactly(event);
    }

    @Test
    void refusedMessages() {
        SocketlessPeer peer = relay.open();
        next();
        peer.send(offer(A, B, "d"));
        assertThat(next()).containsExactly("refused NOT_REGISTERED");
        peer.sendBinary();
        assertThat(next()).containsExactly("refused BINARY_MESSAGE", "closed 1003");
        SocketlessPeer other = relay.open().register(V0_5, A);
        next();
        other.sendTooLong();
        assertThat(next()).containsExactly("refused MESSAGE_LENGTH", "closed 1009", "unregistered unexpectedly");
    }

    @ParameterizedTest
    @CsvSource({
        "alice,token ACCEPTED after 0,registered 1.0,",
        "unauthorized,token UNAUTHORIZED after 0,refused UNAUTHORIZED,closed 4001",
        "forbidden,token FORBIDDEN after 0,refused FORBIDDEN,closed 4002",
        "unavailable,token UNAVAILABLE after 0,refused AUTHENTICATION_UNAVAILABLE,closed 1013",
    })
    void tokenCheck(String token, String check, String outcome, String close) {
        RelayServerFixture withUsers = new RelayServerFixture(RelayServerEventsTest::authenticate, Map.of());
        SocketlessPeer peer = withUsers.open(new Credentials(Optional.of(token), Optional.empty()));
        withUsers.events.next();
        peer.register(V1_0, A);
        assertThat(withUsers.events.next())
                .isEqualTo(close == null ? List.of(check, outcome) : List.of(check, outcome, close));
        withUsers.assertNothingIsLeftWhenAllHaveGone();
    }

    private static CompletableFuture<Authentication> authenticate(Credentials credentials) {
        String token = credentials.authorization().orElse("");
        return CompletableFuture.completedFuture(
                switch (token) {
                    case "unauthorized" -> new Authentication.Unauthorized("no token");
                    case "forbidden" -> new Authentication.Forbidden("expired");
                    case "unavailable" -> new Authentication.Unavailable("no answer");
                    default -> new Authentication.Accepted(new User(token, token));
                });
    }

    @Test
    void secondRegistrationIsNoTokenCheck() {
        RelayServerFixture withUsers = new RelayServerFixture(RelayServerEventsTest::authenticate, Map.of());
        SocketlessPeer peer = withUsers.open(new Credentials(Optional.of("alice"), Optional.empty()));
        peer.register(V1_0, A);
        withUsers.events.next();
        peer.register(V1_0, A);
        assertThat(withUsers.events.next()).isEmpty();
        withUsers.assertNothingIsLeftWhenAllHaveGone();
    }

    @Test
    void uuidOfAnotherUser() {
        RelayServerFixture withUsers = new RelayServerFixture(RelayServerEventsTest::authenticate, Map.of());
        withUsers.open(new Credentials(Optional.of("alice"), Optional.empty())).register(V1_0, A);
        SocketlessPeer bob = withUsers.open(new Credentials(Optional.of("bob"), Optional.empty()));
        withUsers.events.next();
        bob.register(V1_0, A);
        assertThat(withUsers.events.next())
                .containsExactly("token ACCEPTED after 0", "refused OTHER_USER", "closed 4002");
        withUsers.assertNothingIsLeftWhenAllHaveGone();
    }
}
