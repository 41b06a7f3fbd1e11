package proxystore.relay.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.LogLines;

class ThreadPoolTokenVerifierTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ScriptedVerifier verifier = new ScriptedVerifier();
    private ThreadPoolTokenVerifier pool = new ThreadPoolTokenVerifier(verifier, 2, 3, LONG, () -> {});

    @RegisterExtension
    private final LogLines lines = new LogLines(ThreadPoolTokenVerifier.class);

    @AfterEach
    void assertNoThreadIsLeft() {
        pool.close();
        await().until(ThreadPoolTokenVerifierTest::threads, List::isEmpty);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("relay-auth-\\d+"))
                .toList();
    }

    private CompletableFuture<Authentication> check(String token) {
        return pool.check(new BearerToken(token)).toCompletableFuture();
    }

    @Test
    void checksRunOnThePoolsThreads() {
        CompletableFuture<Authentication> result = check("alice");
        assertThat(result).isNotDone();
        verifier.permit(1);
        assertThat(result.join()).isInstanceOfSatisfying(Authentication.Accepted.class, accepted -> {
            assertThat(accepted.user().id()).isEqualTo("alice");
            assertThat(accepted.user().displayName()).startsWith("relay-auth-");
        });
    }

    @Test
    void checkBeyondTheBoundIsUnavailableAndTheOthersAreServed() {
        List<CompletableFuture<Authentication>> taken =
                IntStream.range(0, 5).mapToObj(i -> check("token" + i)).toList();
        await().until(() -> verifier.running() == 2);

        assertThat(check("one too many")).isCompletedWithValueMatching(Authentication.Unavailable.class::isInstance);

        verifier.permit(5);
        assertThat(taken).allSatisfy(result -> assertThat(result.join()).isInstanceOf(Authentication.Accepted.class));
        assertThat(verifier.maxRunning()).isEqualTo(2);
    }

    @Test
    void checkThatMayNotWaitIsUnavailableAtOnce() {
        pool.close();
        pool = new ThreadPoolTokenVerifier(verifier, 1, 0, LONG, () -> {});
        CompletableFuture<Authentication> first = check("first");
        assertThat(check("second")).isCompletedWithValueMatching(Authentication.Unavailable.class::isInstance);
        verifier.permit(1);
        assertThat(first.join()).isInstanceOf(Authentication.Accepted.class);
    }

    @Test
    void checkThatHasWaitedTooLongIsUnavailableAndNotRun() {
        pool.close();
        pool = new ThreadPoolTokenVerifier(verifier, 1, 3, Duration.ZERO, () -> {});
        assertThat(check("late").join()).isInstanceOf(Authentication.Unavailable.class);
        assertThat(verifier.started()).isZero();
    }

    @Test
    void failureOfTheCheckIsUnavailableAndHidesTheToken() {
        pool.close();
        pool = new ThreadPoolTokenVerifier(
                token -> {
                    throw new IllegalStateException("with " + token.value());
                },
                1,
                1,
                LONG,
                () -> {});
        assertThat(check("secret").join())
                .isInstanceOfSatisfying(
                        Authentication.Unavailable.class,
                        unavailable -> assertThat(unavailable.why()).doesNotContain("secret"));
    }

    @Test
    void errorOfTheCheckIsUnavailableAndLoggedAndTheNextCheckRuns() throws Exception {
        pool.close();
        pool = new ThreadPoolTokenVerifier(
                token -> {
                    if (token.value().equals("first")) {
                        throw new OutOfMemoryError("no thread");
                    }
                    return new Authentication.Accepted(new User("alice", "alice"));
                },
                1,
                1,
                LONG,
                () -> {});

        assertThat(check("first").get(10, TimeUnit.SECONDS))
                .isEqualTo(new Authentication.Unavailable("the check failed: OutOfMemoryError"));
        assertThat(check("second").get(10, TimeUnit.SECONDS)).isInstanceOf(Authentication.Accepted.class);
        assertThat(lines.events()).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.ERROR);
            assertThat(line.getThrowableProxy().getClassName()).isEqualTo("java.lang.OutOfMemoryError");
            assertThat(line.getThrowableProxy().getMessage()).isEqualTo("no thread");
        });
    }

    @Test
    void closeCompletesRunningAndWaitingChecks() {
        boolean[] released = new boolean[1];
        pool.close();
        pool = new ThreadPoolTokenVerifier(verifier, 1, 3, LONG, () -> released[0] = true);
        List<CompletableFuture<Authentication>> pending =
                IntStream.range(0, 3).mapToObj(i -> check("token" + i)).toList();
        await().until(() -> verifier.running() == 1);

        pool.close();

        assertThat(pending)
                .allSatisfy(result -> assertThat(result.join()).isInstanceOf(Authentication.Unavailable.class));
        assertThat(check("after")).isCompletedWithValue(new Authentication.Unavailable("the relay is stopping"));
        assertThat(released[0]).isTrue();
    }
}
