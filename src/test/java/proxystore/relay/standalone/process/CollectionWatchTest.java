package proxystore.relay.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CollectionWatchTest {
    private final List<String> ends = new ArrayList<>();
    private long collectionMs = 7;
    private long nowNanos = -5;
    private final CollectionWatch watch = new CollectionWatch(
            () -> collectionMs, () -> nowNanos, (reason, error) -> ends.add(reason + ": " + error.getMessage()));

    private void pass(long seconds, long percent) {
        nowNanos += TimeUnit.SECONDS.toNanos(seconds);
        collectionMs += seconds * 10 * percent;
        watch.check();
    }

    @Test
    void collectionsThatTakeMostOfTheTimeEndTheProcessOnce() {
        pass(5, 91);
        pass(5, 100);
        assertThat(ends).isEmpty();
        pass(60, 91);
        assertThat(ends).containsExactly("out of memory: the JVM does little but collect garbage");
        pass(5, 100);
        assertThat(ends).hasSize(1);
    }

    @Test
    void aRelayThatHasSomeTimeForItsClientsGoesOn() {
        for (int i = 0; i < 100; i++) {
            pass(5, 100);
            pass(5, 100);
            pass(5, 90);
        }
        assertThat(ends).isEmpty();
    }

    @Test
    void theCollectorsOfThisJvmAreRead() {
        CollectionWatch real = new CollectionWatch((reason, error) -> ends.add(reason));
        for (int i = 0; i <= CollectionWatch.CHECKS; i++) {
            real.check();
        }
        assertThat(ends).isEmpty();
    }
}
