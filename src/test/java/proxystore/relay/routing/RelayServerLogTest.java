package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.message.Generation.V0_5;
import static proxystore.relay.message.Generation.V1_0;

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

/** What {@link RelayServer} tells an operator. */
class RelayServerLogTest {
    private static final UUID A = new UUID(0, 10);
    private static final UUID B = new UUID(0, 11);

    @RegisterExtension
    private final LogLines lines = new LogLines(RelayServer.class);

    private static RelayServerFixture relay(Authenticator authenticator) {
        return new RelayServerFixture(authenticator, Map.of("logging.max_warnings", "3"));
    }

    private List<String> warnings() {
        return lines.get().stream().filter(line -> line.startsWith("WARN")).toList();
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
    void endOfARegistrationThatItsConnectionReplacesIsTold() {
        RelayServerFixture relay = relay(Authenticator.NONE);
        relay.open().register(V1_0, A).register(V1_0, B);
        assertThat(lines.get())
                .contains("INFO Unregistered " + A + " (name) at 192.0.2.1:1: its connection has registered " + B);
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    @Test
    void malformedMessageOfGeneration05IsSkippedWithAWarning() {
        RelayServerFixture relay = relay(Authenticator.NONE);
        relay.open().register(V0_5, A).send("[]");
        assertThat(warnings()).singleElement().asString().contains("Skipping a message of " + A);
        relay.assertNothingIsLeftWhenAllHaveGone();
    }
}
