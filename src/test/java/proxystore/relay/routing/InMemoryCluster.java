package proxystore.relay.routing;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.ReturnAddress;

/** Relays in one JVM that are each other's {@link PeerNetwork}. What nodes send each other waits until {@link #transmit}. */
final class InMemoryCluster {
    private final Map<UUID, UuidOwner> owners = new HashMap<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private long lastStamp;

    private record UuidOwner(Node node, long stamp) {}

    /** Transmits everything that nodes have sent each other, and what that leads to. */
    void transmit() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** The network of one relay. */
    final class Node implements PeerNetwork {
        private @Nullable LocalNode local;
        private boolean failed;

        /** The node ends without a word: what was sent to it may have been processed. */
        void fail() {
            failed = true;
            owners.values().removeIf(owner -> owner.node == this);
        }

        private LocalNode local() {
            return Objects.requireNonNull(local);
        }

        @Override
        public void join(LocalNode node) {
            local = node;
        }

        @Override
        public long nextStamp(LongSupplier ignored) {
            return ++lastStamp;
        }

        @Override
        public void registered(Client client) {
            UUID uuid = client.uuid();
            UuidOwner owner = new UuidOwner(this, client.connection().stamp());
            UuidOwner known = owners.get(uuid);
            if (known != null && known.stamp > owner.stamp) {
                tasks.add(() -> local().displaced(uuid, known.stamp));
                return;
            }
            owners.put(uuid, owner);
            if (known != null && known.node != this) {
                tasks.add(() -> known.node.local().displaced(uuid, owner.stamp));
            }
        }

        @Override
        public void unregistered(Client client) {
            owners.remove(client.uuid(), new UuidOwner(this, client.connection().stamp()));
        }

        @Override
        public CompletionStage<Delivery> publish(Client sender, PeerConnection message) {
            UuidOwner owner = owners.get(message.peerUuid());
            if (owner == null) {
                return CompletableFuture.completedFuture(Delivery.UNKNOWN);
            }
            long stamp = sender.connection().stamp();
            ReturnAddress address = (undelivered, reason) ->
                    tasks.add(() -> local().returned(sender.uuid(), stamp, undelivered, reason));
            CompletableFuture<Delivery> answer = new CompletableFuture<>();
            tasks.add(() -> answer.complete(
                    owner.node.failed
                            ? Delivery.UNCERTAIN
                            : owner.node.local().deliver(message, sender.user(), address)));
            return answer;
        }
    }
}
