package proxystore.relay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CachingTokenVerifierTest {
    private static final Duration AGE = Duration.ofSeconds(60);

    private final SettableWallClock clock = new SettableWallClock();
    private final Deque<CompletableFuture<Authentication>> asked = new ArrayDeque<>();
    /** Runs before the source returns. */
    private Runnable whileAsked = () -> {};

    private boolean closed;
    private final AsyncTokenVerifier source = new AsyncTokenVerifier() {
        @Override
        public CompletionStage<Authentication> check(BearerToken token) {
            CompletableFuture<Authentication> answer = new CompletableFuture<>();
            asked.add(answer);
            whileAsked.run();
            return answer;
        }

        @Override
        public void close() {
            closed = true;
        }
    };
    private CachingTokenVerifier check = new CachingTokenVerifier(source, 3, AGE, clock, clock::nanoTime);

    private CompletableFuture<Authentication> check(String token) {
        return check.check(new BearerToken(token)).toCompletableFuture();
    }

    private static Authentication accepted(String user, Instant expiry) {
        return new Authentication.Accepted(new User(user, user), Optional.of(expiry));
    }

    private static Authentication accepted(String user) {
        return new Authentication.Accepted(new User(user, user));
    }

    private void remember(String token) {
        CompletableFuture<Authentication> result = check(token);
        asked.remove().complete(accepted(token));
        assertThat(result).isCompletedWithValue(accepted(token));
    }

    private boolean remembers(String token) {
        CompletableFuture<Authentication> result = check(token);
        boolean remembered = result.isDone();
        if (!remembered) {
            asked.remove().complete(new Authentication.Unavailable("only asked to see whether it is remembered"));
        }
        return remembered;
    }

    @Test
    void acceptedTokenIsCachedUntilItsAgeLimit() {
        remember("a");
        clock.advance(AGE.minusMillis(1));
        assertThat(check("a")).isCompletedWithValue(accepted("a"));
        clock.advance(Duration.ofMillis(1));
        assertThat(remembers("a")).isFalse();
    }

    @Test
    void expiryOfTheTokenEndsTheCachingEarlier() {
        CompletableFuture<Authentication> result = check("a");
        asked.remove().complete(accepted("a", clock.instant().plusSeconds(5)));
        assertThat(result).isDone();
        clock.advance(Duration.ofMillis(4999));
        assertThat(remembers("a")).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(remembers("a")).isFalse();
    }

    @Test
    void stepOfTheTimeOfDayDoesNotChangeTheAge() {
        for (Duration step : List.of(Duration.ofHours(-1), Duration.ofHours(1))) {
            remember("a");
            clock.step(step);
            clock.advance(AGE.minusMillis(1));
            assertThat(remembers("a")).isTrue();
            clock.advance(Duration.ofMillis(1));
            assertThat(remembers("a")).isFalse();
        }
    }

    @Test
    void expiryIsComparedWithTheTimeOfDay() {
        CompletableFuture<Authentication> result = check("a");
        asked.remove().complete(accepted("a", clock.instant().plus(Duration.ofMinutes(30))));
        assertThat(result).isDone();
        clock.step(Duration.ofHours(1));
        assertThat(remembers("a")).isFalse();
    }

    @Test
    void connectionsWithOneTokenAreAnsweredInTheOrderOfTheirRequests() {
        List<Integer> answered = new ArrayList<>();
        List<CompletableFuture<Void>> results = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            CompletableFuture<Void> noted = check("a").thenAccept(answer -> {
                answered.add(number);
                if (number == 0) {
                    results.add(check("a").thenAccept(late -> answered.add(3)));
                }
            });
            results.add(noted);
        }
        asked.remove().complete(accepted("a"));
        assertThat(answered).containsExactly(0, 1, 2, 3);
        assertThat(results).allMatch(CompletableFuture::isDone);
        assertThat(asked).isEmpty();
    }

    @Test
    void eachTokenHasItsOwnEntry() {
        remember("a");
        remember("b");
        assertThat(check("a")).isCompletedWithValue(accepted("a"));
        assertThat(check("b")).isCompletedWithValue(accepted("b"));
    }

    @Test
    void concurrentChecksOfOneTokenAreMerged() {
        List<CompletableFuture<Authentication>> results =
                IntStream.range(0, 100).mapToObj(i -> check("a")).toList();
        assertThat(asked).hasSize(1);
        asked.remove().complete(accepted("a"));
        assertThat(results).allSatisfy(result -> assertThat(result).isCompletedWithValue(accepted("a")));
    }

    @Test
    void refusalsAndFailuresAreNotCached() {
        for (Authentication answer : List.of(
                Authentication.Forbidden.NOT_ACTIVE,
                new Authentication.Unauthorized("why"),
                new Authentication.Unavailable("why"))) {
            CompletableFuture<Authentication> result = check("a");
            asked.remove().complete(answer);
            assertThat(result).isCompletedWithValue(answer);
            assertThat(remembers("a")).isFalse();
        }
    }

    @Test
    void errorOfTheSourceIsUnavailableForAllAndTheTokenIsCheckedAgain() {
        List<CompletableFuture<Authentication>> results = new ArrayList<>();
        whileAsked = () -> {
            results.add(check("a"));
            throw new NoClassDefFoundError("gone");
        };
        results.add(check("a"));
        assertThat(results)
                .hasSize(2)
                .allSatisfy(result -> assertThat(result)
                        .isCompletedWithValue(
                                new Authentication.Unavailable("the check failed: NoClassDefFoundError")));

        asked.clear();
        whileAsked = () -> {};
        remember("a");
        assertThat(remembers("a")).isTrue();
    }

    @Test
    void entryBeyondTheLimitReplacesTheOldest() {
        remember("a");
        remember("b");
        remember("c");
        remember("d");
        assertThat(remembers("a")).isFalse();
        assertThat(List.of("b", "c", "d")).allMatch(this::remembers);
    }

    @Test
    void numberOfEntriesIsBounded() {
        List<String> tokens =
                IntStream.range(0, 1000).mapToObj(i -> "token" + i).toList();
        tokens.forEach(this::remember);
        assertThat(tokens).filteredOn(this::remembers).containsExactly("token997", "token998", "token999");
    }

    @Test
    void nothingIsCachedWithoutEntries() {
        check = new CachingTokenVerifier(source, 0, AGE, clock, clock::nanoTime);
        remember("a");
        assertThat(remembers("a")).isFalse();
    }

    @Test
    void closesItsSource() {
        check.close();
        assertThat(closed).isTrue();
    }
}
