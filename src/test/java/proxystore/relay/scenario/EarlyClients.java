package proxystore.relay.scenario;

import java.time.Duration;
import java.time.Instant;

/**
 * Two clients that connect before the first scenario: the last one then has little left to wait.
 *
 * @param silent never registers
 */
record EarlyClients(Peers peers, TestPeer silent, TestEndpoint registered, Instant since) implements AutoCloseable {
    static EarlyClients connect(Peers peers) {
        Instant start = Instant.now();
        return new EarlyClients(peers, peers.open(), peers.register(ClientGeneration.V1_0), start);
    }

    /** The time since the silent client began to connect. */
    Duration age() {
        return Duration.between(since, Instant.now());
    }

    @Override
    public void close() {
        peers.close();
    }
}
