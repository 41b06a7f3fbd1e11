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
    private static final Duration REFUSED_AGE = Duration.ofSeconds(5);

    private final SettableWallClock clock = new SettableWallClock();
    private final Deque<CompletableFuture<Authentication>> requests = new ArrayDeque<>();
    /** Runs before the source returns. */
    private Runnable beforeAnswer = () -> {};

    private boolean closed;
    private final AsyncTokenVerifier source = new AsyncTokenVerifier() {
        @Override
        public CompletionStage<Authentication> check(BearerToken token) {
            CompletableFuture<Authentication> answer = new CompletableFuture<>();
            requests.add(answer);
            beforeAnswer.run();
            return answer;
        }

        @Override
        public void close() {
            closed = true;
        }
    };
    private CachingTokenVerifier cache = new CachingTokenVerifier(source, 3, AGE, REFUSED_AGE, clock, clock::nanoTime);

    private CompletableFuture<Authentication> check(String token) {
        return cache.check(new BearerToken(token)).toCompletableFuture();
    }

    private static Authentication accepted(String user, Instant expiry) {
        return new Authentication.Accepted(new User(user, user), Optional.of(expiry));
    }

    private static Authentication accepted(String user) {
        return new Authentication.Accepted(new User(user, user));
    }

    private void cache(String token) {
        CompletableFuture<Authentication> result = check(token);
        requests.remove().complete(accepted(token));
        assertThat(result).isCompletedWithValue(accepted(token));
    }

    private boolean isCached(String token) {
        CompletableFuture<Authentication> result = check(token);
        boolean cached = result.isDone();
        if (!cached) {
            requests.remove().complete(new Authentication.Unavailable("not cached"));
        }
        return cached;
    }

    @Test
    void acceptedTokenIsCachedUntilItsAgeLimit() {
        cache("a");
        clock.advance(AGE.minusMillis(1));
        assertThat(check("a")).isCompletedWithValue(accepted("a"));
        clock.advance(Duration.ofMillis(1));
        assertThat(isCached("a")).isFalse();
    }

    @Test
    void expiryOfTheTokenEndsTheCachingEarlier() {
        CompletableFuture<Authentication> result = check("a");
        requests.remove().complete(accepted("a", clock.instant().plusSeconds(5)));
        assertThat(result).isDone();
        clock.advance(Duration.ofMillis(4999));
        assertThat(isCached("a")).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(isCached("a")).isFalse();
    }

    @Test
    void stepOfTheTimeOfDayDoesNotChangeTheAge() {
        for (Duration step : List.of(Duration.ofHours(-1), Duration.ofHours(1))) {
            cache("a");
            clock.step(step);
            clock.advance(AGE.minusMillis(1));
            assertThat(isCached("a")).isTrue();
            clock.advance(Duration.ofMillis(1));
            assertThat(isCached("a")).isFalse();
        }
    }

    @Test
    void expiryIsComparedWithTheTimeOfDay() {
        CompletableFuture<Authentication> result = check("a");
        requests.remove().complete(accepted("a", clock.instant().plus(Duration.ofMinutes(30))));
        assertThat(result).isDone();
        clock.step(Duration.ofHours(1));
        assertThat(isCached("a")).isFalse();
    }

    @Test
    void connectionsWithOneTokenAreAnsweredInTheOrderOfTheirRequests() {
        List<Integer> answered = new ArrayList<>();
        List<CompletableFuture<Void>> results = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            CompletableFuture<Void> recorded = check("a").thenAccept(answer -> {
                answered.add(number);
                if (number == 0) {
                    results.add(check("a").thenAccept(late -> answered.add(3)));
                }
            });
            results.add(recorded);
        }
        requests.remove().complete(accepted("a"));
        assertThat(answered).containsExactly(0, 1, 2, 3);
        assertThat(results).allMatch(CompletableFuture::isDone);
        assertThat(requests).isEmpty();
    }

    @Test
    void eachTokenHasItsOwnEntry() {
        cache("a");
        cache("b");
        assertThat(check("a")).isCompletedWithValue(accepted("a"));
        assertThat(check("b")).isCompletedWithValue(accepted("b"));
    }

    @Test
    void concurrentChecksOfOneTokenAreMerged() {
        List<CompletableFuture<Authentication>> results =
                IntStream.range(0, 100).mapToObj(i -> check("a")).toList();
        assertThat(requests).hasSize(1);
        requests.remove().complete(accepted("a"));
        assertThat(results).allSatisfy(result -> assertThat(result).isCompletedWithValue(accepted("a")));
    }

    @Test
    void failuresAreNotCached() {
        for (Authentication answer :
                List.of(new Authentication.Unauthorized("why"), new Authentication.Unavailable("why"))) {
            CompletableFuture<Authentication> result = check("a");
            requests.remove().complete(answer);
            assertThat(result).isCompletedWithValue(answer);
            assertThat(isCached("a")).isFalse();
        }
    }

    private void refuse(String token) {
        CompletableFuture<Authentication> result = check(token);
        requests.remove().complete(Authentication.Forbidden.NOT_ACTIVE);
        assertThat(result).isCompletedWithValue(Authentication.Forbidden.NOT_ACTIVE);
    }

    @Test
    void refusalIsCachedForItsOwnTime() {
        refuse("a");
        clock.advance(REFUSED_AGE.minusMillis(1));
        assertThat(check("a")).isCompletedWithValue(Authentication.Forbidden.NOT_ACTIVE);
        clock.advance(Duration.ofMillis(1));
        assertThat(isCached("a")).isFalse();
    }

    @Test
    void refusedTokensReplaceOnlyRefusedOnes() {
        cache("good");
        for (int i = 0; i < 4; i++) {
            refuse("bad" + i);
        }
        assertThat(isCached("good")).isTrue();
        assertThat(isCached("bad1")).isTrue();
        assertThat(isCached("bad0")).isFalse();
    }

    @Test
    void knownTokensAreThoseInTheCache() {
        cache("good");
        refuse("bad");
        CompletableFuture<Authentication> pending = check("pending");
        assertThat(List.of("good", "bad", "pending", "new").stream()
                        .filter(token -> cache.isKnown(new BearerToken(token))))
                .containsExactly("good", "bad");
        clock.advance(AGE);
        assertThat(cache.isKnown(new BearerToken("good"))).isFalse();
        requests.remove().complete(accepted("pending"));
        assertThat(pending).isCompletedWithValue(accepted("pending"));
    }

    @Test
    void errorOfTheSourceIsUnavailableForAllAndTheTokenIsCheckedAgain() {
        List<CompletableFuture<Authentication>> results = new ArrayList<>();
        beforeAnswer = () -> {
            results.add(check("a"));
            throw new NoClassDefFoundError("gone");
        };
        results.add(check("a"));
        assertThat(results)
                .hasSize(2)
                .allSatisfy(result -> assertThat(result)
                        .isCompletedWithValue(
                                new Authentication.Unavailable("the check failed: NoClassDefFoundError")));

        requests.clear();
        beforeAnswer = () -> {};
        cache("a");
        assertThat(isCached("a")).isTrue();
    }

    @Test
    void entryBeyondTheLimitReplacesTheOldest() {
        cache("a");
        cache("b");
        cache("c");
        cache("d");
        assertThat(isCached("a")).isFalse();
        assertThat(List.of("b", "c", "d")).allMatch(this::isCached);
    }

    @Test
    void numberOfEntriesIsBounded() {
        List<String> tokens =
                IntStream.range(0, 1000).mapToObj(i -> "token" + i).toList();
        tokens.forEach(this::cache);
        assertThat(tokens).filteredOn(this::isCached).containsExactly("token997", "token998", "token999");
    }

    @Test
    void nothingIsCachedWithoutEntries() {
        cache = new CachingTokenVerifier(source, 0, AGE, REFUSED_AGE, clock, clock::nanoTime);
        cache("a");
        assertThat(isCached("a")).isFalse();
    }

    @Test
    void closesItsSource() {
        cache.close();
        assertThat(closed).isTrue();
    }
}
