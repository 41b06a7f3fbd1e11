package proxystore.relay.auth.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import proxystore.relay.auth.AsyncTokenVerifier;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.LocalFirstTokenVerifier;
import proxystore.relay.auth.ThreadPoolTokenVerifier;
import proxystore.relay.auth.TokenVerifier;
import proxystore.relay.config.JwtConfig;

/** Tokens of unknown keys, while the provider does not answer, beside tokens that need no provider. */
@Timeout(60)
class SignedTokenStarvationTest {
    private static final String TRUSTED_ISSUER = "https://id.example";
    private static final RSAKey PUBLISHED = SignedTokens.rsaKey("published");
    private static final RSAKey UNKNOWN = SignedTokens.rsaKey("unknown");
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final int THREADS = 2;

    private final ProviderStub provider = new ProviderStub();
    private final IdentityProviderClient client = new IdentityProviderClient(LONG, 1 << 20, ProviderRoute.DIRECT);
    private final JwtConfig config = new JwtConfig(
            TRUSTED_ISSUER, provider.url("/certs"), List.of("RS256"), Duration.ofMinutes(5), Duration.ofMillis(10));
    private final JwkSetCache keys =
            new JwkSetCache(client, config.jwksUrl(), config.keysMaxAge(), config.keysMinInterval(), System::nanoTime);
    private final AsyncTokenVerifier verifier = new LocalFirstTokenVerifier(
            pooled(new SignedTokenVerifier(keys.known(), config, List.of(), Duration.ZERO, Clock.systemUTC())),
            pooled(new SignedTokenVerifier(keys, config, List.of(), Duration.ZERO, Clock.systemUTC())));

    private static AsyncTokenVerifier pooled(TokenVerifier verifier) {
        return new ThreadPoolTokenVerifier(verifier, THREADS, 100, LONG, () -> {});
    }

    @AfterEach
    void nothingIsLeft() {
        provider.close();
        verifier.close();
        client.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("relay-auth-")));
    }

    private CompletableFuture<Authentication> check(RSAKey key) {
        BearerToken token = SignedTokens.signed(
                key,
                new JWTClaimsSet.Builder()
                        .issuer(TRUSTED_ISSUER)
                        .subject("alice")
                        .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
                        .build());
        return verifier.check(token).toCompletableFuture();
    }

    @Test
    void tokensOfKnownKeysAreCheckedWhileOthersWaitForTheProvider() {
        provider.answer(SignedTokens.published(PUBLISHED));
        assertThat(check(PUBLISHED).join()).isInstanceOf(Authentication.Accepted.class);

        provider.answer(provider.silence());
        List<CompletableFuture<Authentication>> junk =
                IntStream.range(0, 10 * THREADS).mapToObj(i -> check(UNKNOWN)).toList();
        await().until(() -> provider.asked().size() == 2);

        List<CompletableFuture<Authentication>> good =
                IntStream.range(0, 20).mapToObj(i -> check(PUBLISHED)).toList();
        assertThat(good).allSatisfy(check -> assertThat(check.join()).isInstanceOf(Authentication.Accepted.class));
        assertThat(junk).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void tokenOfAKeyThatIsPublishedLaterIsAccepted() {
        provider.answer(SignedTokens.published(PUBLISHED));
        assertThat(check(PUBLISHED).join()).isInstanceOf(Authentication.Accepted.class);
        provider.answer(SignedTokens.published(PUBLISHED, UNKNOWN));
        assertThat(check(UNKNOWN).join()).isInstanceOf(Authentication.Accepted.class);
    }
}
