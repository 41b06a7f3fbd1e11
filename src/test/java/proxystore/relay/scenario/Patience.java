package proxystore.relay.scenario;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The time that a test waits for a condition. */
final class Patience {
    /**
     * Far above what a relay needs, and above the 20 s after which it disconnects a silent peer, so that a busy machine passes; a
     * wait that succeeds takes no longer than it must.
     */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private Patience() {}

    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }
}
