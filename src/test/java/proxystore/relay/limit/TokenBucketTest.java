package proxystore.relay.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long START = Long.MAX_VALUE - 1_000; // the clock overflows in between
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TokenBucket bucket = new TokenBucket(2, 3, START);

    private int taken(long nowNanos) {
        int taken = 0;
        while (bucket.take(1, nowNanos)) {
            taken++;
        }
        return taken;
    }

    @Test
    void burstIsWhatTheSecondsOfTheBurstGive() {
        assertThat(taken(START)).isEqualTo(6);
    }

    @Test
    void tokensArePerSecondAndNotSavedBeyondTheBurst() {
        taken(START);
        assertThat(taken(START + SECOND / 2 - 1_000)).isZero();
        assertThat(taken(START + SECOND)).isEqualTo(2);
        assertThat(taken(START + 1_000 * SECOND)).isEqualTo(6);
    }

    @Test
    void creditHasToBePaidBackAndIsAtMostAsMuchAsAFullBucket() {
        assertThat(bucket.takeOnCredit(6, START)).isZero();
        assertThat(bucket.takeOnCredit(1, START)).isEqualTo(SECOND / 2);
        assertThat(bucket.takeOnCredit(1, START + SECOND / 2)).isEqualTo(SECOND / 2);
        assertThat(bucket.takeOnCredit(1_000_000, START + SECOND)).isEqualTo(3 * SECOND);
        assertThat(bucket.takeOnCredit(0, START + 4 * SECOND)).isZero();
    }

    @Test
    void numberLargerThanTheRestIsTakenAndPaidForLater() {
        assertThat(bucket.take(9, START)).isTrue();
        assertThat(taken(START + SECOND)).isZero();
        assertThat(taken(START + 2 * SECOND)).isEqualTo(1);
    }

    @Test
    void smallRateAllowsOne() {
        TokenBucket slow = new TokenBucket(0.01, 1, START);
        assertThat(slow.take(1, START)).isTrue();
        assertThat(slow.take(1, START + 99 * SECOND)).isFalse();
        assertThat(slow.take(1, START + 101 * SECOND)).isTrue();
    }
}
