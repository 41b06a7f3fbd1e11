package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.message.Generation.V0_5;
import static proxystore.relay.message.Generation.V1_0;

import ch.qos.logback.classic.Level;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.LogLines;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;

/** The log of {@link RelayServer}. */
class RelayServerLogTest {
    private static final UUID A = new UUID(0, 10);
    private static final UUID B = new UUID(0, 11);
    private static final UUID UNKNOWN = new UUID(0, 12);

    @RegisterExtension
    private final LogLines lines = new LogLines(RelayServer.class, Level.DEBUG);

    private static RelayServerFixture relay(Authenticator authenticator) {
        return new RelayServerFixture(authenticator, Map.of("logging.max_warnings", "3"));
    }

    private List<String> warnings() {
        return lines.get().stream()
                .filter(line -> line.startsWith("WARN") || line.startsWith("ERROR"))
                .toList();
    }

    @Test
    void floodOfMistakesIsNoFloodOfWarnings() {
        RelayServerFixture relay = relay(Authenticator.NONE);
        SocketlessPeer flooding = relay.open();
        IntStream.range(0, 100).forEach(i -> flooding.send("no message"));
        assertThat(warnings()).hasSize(4).last().asString().contains("are left out for the rest of the minute");
        SocketlessPeer other = relay.open();
        other.send("no message either");
        assertThat(warnings()).hasSize(5).last().asString().contains("malformed message");
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    @Test
    void providerThatDoesNotAnswerIsOneLineWithUuidAddressAndCause() {
        RelayServerFixture relay = relay(credentials ->
                CompletableFuture.completedStage(new Authentication.Unavailable("no answer within 10 s")));
        relay.open().register(V1_0, A);
        assertThat(warnings())
                .containsExactly(
                        "WARN Refused to register " + A + " (name) at 192.0.2.1:1: 1013 no answer within 10 s");
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    @Test
    void endOfAReplacedRegistrationIsLogged() {
        RelayServerFixture relay = relay(Authenticator.NONE);
        relay.open().register(V1_0, A).register(V1_0, B);
        assertThat(lines.get())
                .contains("INFO Unregistering client " + A
                        + " (name) for unexpected reason: its connection has registered " + B);
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    @Test
    void malformedMessageOfEachGenerationIsAnErrorAsInProxyStore() {
        RelayServerFixture relay = relay(Authenticator.NONE);
        relay.open().register(V0_5, A).send("[]");
        relay.open().register(V1_0, B).send("[]");
        assertThat(warnings())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("ERROR Skipping a message of " + A),
                        line -> assertThat(line).startsWith("ERROR Closing " + B));
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    @Test
    void forwardedMessageIsADebugEntryWithBothClients() {
        RelayServerFixture relay = relay(Authenticator.NONE);
        SocketlessPeer sender = relay.open().register(V1_0, A);
        relay.open().register(V1_0, B);
        sender.send(SocketlessPeer.offer(A, B, "sdp"));
        assertThat(lines.get())
                .last()
                .isEqualTo("DEBUG Transmitting message from " + A + " (name) to " + B + " (name)");
        assertThat(lines.fields()).last().isEqualTo(Map.of("client", A, "peer", B));
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    @Test
    void linesBeginWithTheWordsOfProxyStore05sRelay() {
        RelayServerFixture relay = relay(Authenticator.NONE);
        SocketlessPeer first = relay.open().register(V0_5, A);
        SocketlessPeer second = relay.open().register(V0_5, B);
        second.send(SocketlessPeer.offer(B, A, "sdp"));
        second.send(SocketlessPeer.offer(B, UNKNOWN, "sdp"));
        second.connection.closed(1000, "");
        relay.open().register(V0_5, A);
        first.connection.closed(1006, null);

        assertThat(lines.get())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("INFO Registered " + A + " (name at 192.0.2.1:1)"),
                        line -> assertThat(line).startsWith("INFO Registered " + B + " (name at 192.0.2.1:1)"),
                        line -> assertThat(line).startsWith("DEBUG Transmitting message from " + B + " (name) to " + A),
                        line -> assertThat(line)
                                .startsWith("WARN Client " + B + " (name) attempting to send message to unknown peer "
                                        + UNKNOWN),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "INFO Unregistering client " + B + " (name) for ok reason: closed with 1000"),
                        line -> assertThat(line)
                                .startsWith("INFO Previously registered client " + A + " attempting to reregister"),
                        line -> assertThat(line)
                                .startsWith("INFO Unregistering client " + A + " (name) for unexpected reason"),
                        line -> assertThat(line).startsWith("INFO Registered " + A + " (name at 192.0.2.1:1)"));
        relay.assertNothingIsLeftWhenAllHaveGone();
    }
}
