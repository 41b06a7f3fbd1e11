package proxystore.relay.auth.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.RSAKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.LogLines;
import proxystore.relay.auth.SettableWallClock;

class JwkSetCacheTest {
    private static final RSAKey OLD = SignedTokens.rsaKey("old");
    private static final RSAKey NEW = SignedTokens.rsaKey("new");
    private static final Duration MAX_AGE = Duration.ofMinutes(7);
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(10);

    private final SettableWallClock clock = new SettableWallClock();
    private final ProviderStub provider = new ProviderStub();
    private final IdentityProviderClient client =
            new IdentityProviderClient(Duration.ofSeconds(10), 1 << 20, ProviderRoute.DIRECT);
    private final JwkSetCache keys =
            new JwkSetCache(client, provider.url("/certs"), MAX_AGE, MIN_INTERVAL, clock::nanoTime);

    @RegisterExtension
    private final LogLines lines = new LogLines(JwkSetCache.class);

    @AfterEach
    void end() {
        provider.close();
        client.close();
    }

    private List<String> get(String id) throws KeySourceException {
        JWKSelector selector =
                new JWKSelector(new JWKMatcher.Builder().keyID(id).build());
        return keys.get(selector, null).stream().map(JWK::getKeyID).toList();
    }

    private void publish(JWK... published) {
        provider.answer(SignedTokens.published(published));
    }

    /** The provider answers, and the requesting thread then fails. */
    private ProviderStub.Answer fatal(JWK published) {
        return exchange -> {
            clock.failOnce(new OutOfMemoryError("no thread"));
            ProviderStub.status(200, SignedTokens.published(published)).to(exchange);
        };
    }

    private void fail() {
        provider.answer(ProviderStub.status(500, ""));
    }

    @Test
    void keysAreFetchedOnce() throws Exception {
        publish(OLD);
        assertThat(get("old")).containsExactly("old");
        clock.advance(MAX_AGE.minusSeconds(1));
        assertThat(get("old")).containsExactly("old");
        assertThat(provider.asked()).hasSize(1);
    }

    @Test
    void withdrawnKeyIsDroppedAtTheAgeLimit() throws Exception {
        publish(OLD);
        get("old");
        publish(NEW);
        clock.advance(MAX_AGE);
        assertThat(get("new")).containsExactly("new");
        assertThat(provider.asked()).hasSize(2);
        clock.advance(MIN_INTERVAL);
        assertThat(get("old")).isEmpty();
    }

    @Test
    void unknownKeyIsFetchedAtOnce() throws Exception {
        publish(OLD);
        get("old");
        publish(OLD, NEW);
        assertThat(get("new")).containsExactly("new");
        assertThat(provider.asked()).hasSize(2);
    }

    @Test
    void requestsForUnknownKeysAreLimited() throws Exception {
        publish(OLD);
        assertThat(get("unknown")).isEmpty();
        assertThat(provider.asked()).hasSize(2);
        for (int i = 0; i < 100; i++) {
            String unknown = "unknown" + i;
            assertThatThrownBy(() -> get(unknown))
                    .isInstanceOf(KeySourceException.class)
                    .hasMessageContaining("less than 10 s ago");
        }
        assertThat(get("old")).containsExactly("old");
        assertThat(provider.asked()).hasSize(2);
        clock.advance(MIN_INTERVAL);
        assertThat(get("unknown")).isEmpty();
        assertThat(provider.asked()).hasSize(3);
    }

    @Test
    void keysFetchedBeforeAnOutageStayValid() throws Exception {
        publish(OLD);
        get("old");
        fail();
        clock.advance(Duration.ofHours(1));
        assertThat(get("old")).containsExactly("old");
        assertThat(get("old")).containsExactly("old");
        assertThat(provider.asked()).hasSize(2);
        clock.advance(MIN_INTERVAL);
        assertThat(get("old")).containsExactly("old");
        await().until(() -> provider.asked().size() == 3);
    }

    @Test
    void keysAreFetchedAgainInTheBackgroundFromHalfOfTheirAgeOn() throws Exception {
        publish(OLD);
        get("old");
        clock.advance(MAX_AGE.dividedBy(2).minusMillis(1));
        get("old");
        assertThat(provider.asked()).hasSize(1);
        publish(NEW);
        clock.advance(Duration.ofMillis(1));
        assertThat(get("old")).containsExactly("old");
        await().until(() -> knows("new"));
        assertThat(provider.asked()).hasSize(2);
    }

    @Test
    @Timeout(30)
    void providerThatDoesNotAnswerDelaysNoKnownKeyForLong() throws Exception {
        publish(OLD);
        get("old");
        provider.answer(provider.silence());
        clock.advance(MAX_AGE.dividedBy(2));
        long begin = System.nanoTime();
        assertThat(get("old")).containsExactly("old"); // starts the request
        await().until(() -> provider.asked().size() == 2);
        clock.advance(MAX_AGE);
        for (int i = 0; i < 1_000; i++) {
            assertThat(get("old")).containsExactly("old");
            assertThat(knows("old")).isTrue();
        }
        assertThat(provider.asked()).hasSize(2);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    @Timeout(30)
    void oneCheckWaitsBrieflyForAProviderThatDoesNotAnswerAfterALongPause() throws Exception {
        publish(OLD);
        get("old");
        provider.answer(provider.silence());
        clock.advance(Duration.ofHours(1));
        long begin = System.nanoTime();
        assertThat(get("old")).containsExactly("old");
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(JwkSetCache.REFRESH_PATIENCE, Duration.ofSeconds(8));
    }

    @Test
    void knownKeysAreEnoughUnlessTheyAreTooOldOrTheKeyIsUnknown() throws Exception {
        publish(OLD);
        assertThat(knows("old")).isFalse();
        assertThat(provider.asked()).isEmpty();
        get("old");
        assertThat(knows("old")).isTrue();
        assertThat(knows("new")).isFalse();
        clock.advance(MAX_AGE);
        assertThat(knows("old")).isFalse();
        assertThat(provider.asked()).hasSize(1);
        fail();
        get("old");
        clock.advance(MIN_INTERVAL);
        assertThat(knows("old")).isTrue(); // in an outage, however old
    }

    private boolean knows(String id) throws KeySourceException {
        JWKSelector selector =
                new JWKSelector(new JWKMatcher.Builder().keyID(id).build());
        try {
            return !keys.known().get(selector, null).isEmpty();
        } catch (JwkSetCache.ProviderNeededException e) {
            return false;
        }
    }

    @Test
    void unknownKeyDuringAnOutageIsUnavailable() throws Exception {
        publish(OLD);
        get("old");
        fail();
        assertThatThrownBy(() -> get("new")).isInstanceOf(KeySourceException.class);
        publish(OLD, NEW);
        clock.advance(MIN_INTERVAL);
        assertThat(get("new")).containsExactly("new");
    }

    @Test
    void requestAfterAFailureIsDelayed() {
        fail();
        assertThatThrownBy(() -> get("old")).isInstanceOf(KeySourceException.class);
        assertThatThrownBy(() -> get("old")).isInstanceOf(KeySourceException.class);
        assertThat(provider.asked()).hasSize(1);
    }

    @Test
    void malformedKeysAreUnavailable() {
        for (String malformed : List.of("", "{}", "[]", "<html>", "{\"keys\": 5}")) {
            provider.answer(malformed);
            assertThatThrownBy(() -> get("old")).as(malformed).isInstanceOf(KeySourceException.class);
            clock.advance(MIN_INTERVAL);
        }
    }

    @Test
    void unusableKeyIsIgnoredAtEveryFetchAndLoggedOnce() throws Exception {
        String good = OLD.toPublicJWK().toJSONString();
        String odd = "{\"kid\":\"odd\"}";
        provider.answer("{\"keys\":[" + odd + "," + good + "]}");
        for (int fetches = 1; fetches <= 3; fetches++) {
            assertThat(get("old")).containsExactly("old");
            assertThat(provider.asked()).hasSize(fetches);
            clock.advance(MAX_AGE);
        }
        assertThat(lines.events()).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage())
                    .startsWith("Ignoring keys that " + provider.url("/certs") + " publishes: key 1 of 2: ");
        });

        provider.answer("{\"keys\":[" + good + "," + odd + "]}");
        assertThat(get("old")).containsExactly("old");
        assertThat(lines.events()).hasSize(2);
    }

    /** The issuer may have signed the token with it. */
    @Test
    void tokenOfAnUnusableKeyIsUnavailable() {
        provider.answer("{\"keys\":[{\"kid\":\"odd\"}," + OLD.toPublicJWK().toJSONString() + "]}");
        assertThatThrownBy(() -> get("odd"))
                .isInstanceOf(KeySourceException.class)
                .hasMessage("the token's key is one of those that cannot be used");
    }

    @Test
    @Timeout(30)
    void errorCompletesTheRequestForWaitingThreads() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        provider.answer(exchange -> {
            answer.await();
            fatal(OLD).to(exchange);
        });
        FutureTask<List<String>> asking = new FutureTask<>(() -> get("old"));
        FutureTask<List<String>> waiting = new FutureTask<>(() -> get("old"));
        new Thread(asking).start();
        await().until(() -> provider.asked().size() == 1);
        Thread second = new Thread(waiting);
        second.start();
        await().until(() -> second.getState() == Thread.State.WAITING);
        answer.countDown();
        assertThatThrownBy(asking::get).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(KeySourceException.class);

        publish(OLD);
        clock.advance(MIN_INTERVAL);
        assertThat(get("old")).containsExactly("old");
        assertThat(provider.asked()).hasSize(2);
    }

    @Test
    @Timeout(30)
    void errorWhileKeysAreFetchedAgainIsAFailedRequest() throws Exception {
        publish(OLD);
        get("old");
        provider.answer(fatal(NEW));
        clock.advance(MAX_AGE);
        assertThat(get("old")).containsExactly("old");

        publish(NEW);
        clock.advance(MIN_INTERVAL);
        assertThat(get("new")).containsExactly("new");
        assertThat(provider.asked()).hasSize(3);
    }

    @Test
    void concurrentChecksShareOneRequest() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        provider.answer(exchange -> {
            answer.await();
            ProviderStub.status(200, SignedTokens.published(OLD)).to(exchange);
        });
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<CompletableFuture<List<String>>> results = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return get("old");
                                } catch (KeySourceException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            threads))
                    .toList();
            await().until(() -> provider.asked().size() == 1);
            answer.countDown();
            assertThat(results).allSatisfy(result -> assertThat(result.join()).containsExactly("old"));
            assertThat(provider.asked()).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }
}
