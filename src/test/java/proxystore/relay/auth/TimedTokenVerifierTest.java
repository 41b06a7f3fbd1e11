package proxystore.relay.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimedTokenVerifierTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Authentication LATE =
            new Authentication.Unavailable("the check has taken longer than 0.05 s (auth.timeout)");

    private final ScriptedVerifier verifier = new ScriptedVerifier();
    private final AsyncTokenVerifier pool = new ThreadPoolTokenVerifier(verifier, 1, 3, LONG, () -> {});
    private AsyncTokenVerifier timed = new TimedTokenVerifier(pool, SHORT);

    @AfterEach
    void assertNoThreadIsLeft() {
        timed.close();
        await().until(
                        () -> Thread.getAllStackTraces().keySet().stream()
                                .map(Thread::getName)
                                .filter(name -> name.startsWith("relay-auth-"))
                                .toList(),
                        List::isEmpty);
    }

    private CompletableFuture<Authentication> check(String token) {
        return timed.check(new BearerToken(token)).toCompletableFuture();
    }

    @Test
    void runningAndWaitingChecksAreAnsweredInTime() throws Exception {
        CompletableFuture<Authentication> runs = check("runs");
        CompletableFuture<Authentication> waits = check("waits");
        assertThat(runs.get(10, TimeUnit.SECONDS)).isEqualTo(LATE);
        assertThat(waits.get(10, TimeUnit.SECONDS)).isEqualTo(LATE);
        assertThat(verifier.started()).as("the second still waits").isEqualTo(1);
    }

    @Test
    void answerInTimeIsThatOfTheSource() {
        timed = new TimedTokenVerifier(pool, LONG);
        CompletableFuture<Authentication> result = check("alice");
        assertThat(result).isNotDone();
        verifier.permit(1);
        assertThat(result.join()).isInstanceOf(Authentication.Accepted.class);
    }

    /** The client tries again a second later and does not wait again. */
    @Test
    void lateAnswerIsCached() throws Exception {
        AsyncTokenVerifier cached = new CachingTokenVerifier(pool, 3, LONG, LONG, Clock.systemUTC(), System::nanoTime);
        timed = new TimedTokenVerifier(cached, SHORT);
        assertThat(check("alice").get(10, TimeUnit.SECONDS)).isEqualTo(LATE);
        verifier.permit(1);
        await().until(() -> check("alice").get(10, TimeUnit.SECONDS) instanceof Authentication.Accepted);
        assertThat(verifier.started()).isEqualTo(1);
    }

    @Test
    void connectionsAreAnsweredInTheOrderInWhichTheSourceAnswers() {
        List<CompletableFuture<Authentication>> asked = new ArrayList<>();
        timed = new TimedTokenVerifier(
                token -> {
                    asked.add(new CompletableFuture<>());
                    return asked.get(asked.size() - 1);
                },
                LONG);
        List<Integer> answered = new ArrayList<>();
        List<CompletableFuture<Void>> results = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            results.add(check("a").thenAccept(answer -> answered.add(number)));
        }
        for (CompletableFuture<Authentication> source : asked) {
            source.complete(LATE);
        }
        assertThat(answered).containsExactly(0, 1, 2);
        assertThat(results).allMatch(CompletableFuture::isDone);
    }

    @Test
    void closeAnswersPendingChecks() throws Exception {
        timed = new TimedTokenVerifier(pool, LONG);
        CompletableFuture<Authentication> runs = check("runs");
        CompletableFuture<Authentication> waits = check("waits");
        await().until(() -> verifier.running() == 1);
        timed.close();
        assertThat(runs.get(10, TimeUnit.SECONDS)).isInstanceOf(Authentication.Unavailable.class);
        assertThat(waits.get(10, TimeUnit.SECONDS)).isInstanceOf(Authentication.Unavailable.class);
        assertThat(check("after").get(10, TimeUnit.SECONDS))
                .isEqualTo(new Authentication.Unavailable("the relay is stopping"));
    }
}
