package proxystore.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.cluster.PendingMessages.Pending;
import proxystore.relay.config.ClusterLimits;

class PendingMessagesTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long START = Long.MAX_VALUE - SECOND / 2; // the clock overflows soon

    private final PendingMessages pending =
            new PendingMessages(new ClusterLimits(Duration.ofSeconds(1), 3, 2000, 5, 0), 3000);

    private @Nullable Pending add(long sender, int bytes) {
        return pending.add(sender, bytes, START);
    }

    @AfterEach
    void nothingIsLeft() {
        pending.clear();
        assertThat(pending.size()).isZero();
        IntStream.range(0, 3).forEach(i -> assertThat(add(1, 600)).isNotNull());
        assertThat(pending.clear()).hasSize(3);
    }

    @Test
    void messageIsTakenOutOnce() {
        Pending message = Objects.requireNonNull(add(1, 10));
        assertThat(pending.remove(message.number())).isSameAs(message);
        assertThat(pending.remove(message.number())).isNull();
        assertThat(pending.remove(-1)).isNull();
    }

    @Test
    void numberAndBytesOfOneSenderAreLimited() {
        IntStream.range(0, 3).forEach(i -> assertThat(add(1, 10)).isNotNull());
        assertThat(add(1, 10)).isNull();
        assertThat(add(2, 1990)).isNotNull();
        assertThat(add(2, 11)).isNull();
        assertThat(add(2, 10)).isNotNull();
    }

    @Test
    void numberAndBytesOfTheNodeAreLimited() {
        IntStream.range(0, 5).forEach(sender -> assertThat(add(sender, 10)).isNotNull());
        assertThat(add(9, 10)).isNull();
        pending.clear();
        assertThat(add(1, 1500)).isNotNull();
        assertThat(add(2, 1500)).isNotNull();
        assertThat(add(3, 1)).isNull();
    }

    @Test
    void messageThatWasTakenOutMakesRoom() {
        List<Pending> all = IntStream.range(0, 3)
                .mapToObj(i -> Objects.requireNonNull(add(1, 600)))
                .toList();
        assertThat(add(1, 600)).isNull();
        pending.remove(all.get(1).number());
        assertThat(add(1, 600)).isNotNull();
    }

    @Test
    void messagesExpireInTheirOrder() {
        Pending first = Objects.requireNonNull(pending.add(1, 10, START));
        Pending second = Objects.requireNonNull(pending.add(1, 10, START + SECOND / 2));
        assertThat(pending.expire(START + SECOND - 1)).isEmpty();
        assertThat(pending.expire(START + SECOND)).containsExactly(first);
        assertThat(pending.expire(START + 2 * SECOND)).containsExactly(second);
    }
}
