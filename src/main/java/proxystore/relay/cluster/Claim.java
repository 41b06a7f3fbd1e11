package proxystore.relay.cluster;

import java.util.concurrent.CompletableFuture;
import proxystore.relay.peer.Client;
import proxystore.relay.routing.ClaimOutcome;

/**
 * A registration that waits until the other nodes were asked.
 *
 * @param outcome completed once, without a lock
 */
record Claim(Client client, CompletableFuture<ClaimOutcome> outcome) {
    static Claim of(Client client) {
        return new Claim(client, new CompletableFuture<>());
    }

    void complete(ClaimOutcome how) {
        outcome.complete(how);
    }
}
