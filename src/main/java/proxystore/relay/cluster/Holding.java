package proxystore.relay.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import proxystore.relay.cluster.ClusterMessage.Stake;
import proxystore.relay.peer.Client;

/**
 * What this node has under one uuid. Immutable.
 *
 * @param entries the registrations of local connections, complete or about to be; usually one. Empty for a while after the last
 *     one has ended, while messages for it may still arrive
 * @param confirmed whether the node has received its own assertion: from then on it answers messages for the uuid
 * @param changedNanos when the last registration ended
 */
record Holding(List<LocalStake> entries, boolean confirmed, long changedNanos) {
    /**
     * One registration.
     *
     * @param claim waits for the confirmation; null once the registration is complete
     */
    record LocalStake(Client client, @Nullable Claim claim) {
        long stamp() {
            return client.connection().stamp();
        }

        Stake stake(String node) {
            return Holding.stake(client, node);
        }
    }

    static final Holding NONE = new Holding(List.of(), false, 0);

    static Stake stake(Client client, String node) {
        return new Stake(client.uuid(), client.user().id(), client.connection().stamp(), node);
    }

    /** The newest registration. */
    Optional<LocalStake> newest() {
        return entries.stream().max(Comparator.comparingLong(LocalStake::stamp));
    }

    boolean isLeft() {
        return entries.isEmpty();
    }

    /** Whether a registration is complete. */
    boolean isRegistered() {
        return entries.stream().anyMatch(entry -> entry.claim == null);
    }

    boolean has(Client client) {
        return entries.stream()
                .anyMatch(entry -> entry.stamp() == client.connection().stamp());
    }

    /** With this registration in place of an earlier one of its connection. */
    Holding with(LocalStake entry) {
        List<LocalStake> changed = without(entry.client).entries;
        List<LocalStake> all = new ArrayList<>(changed);
        all.add(entry);
        return new Holding(List.copyOf(all), confirmed, changedNanos);
    }

    /** Without the registration of this connection. */
    Holding without(Client client) {
        long stamp = client.connection().stamp();
        return new Holding(
                entries.stream().filter(entry -> entry.stamp() != stamp).toList(), confirmed, changedNanos);
    }

    Holding leftAt(long nowNanos) {
        return new Holding(entries, confirmed, nowNanos);
    }

    Holding confirm() {
        return confirmed ? this : new Holding(entries, true, changedNanos);
    }
}
