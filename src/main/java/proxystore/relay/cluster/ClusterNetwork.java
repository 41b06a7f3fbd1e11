package proxystore.relay.cluster;

import io.nats.client.Options;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import proxystore.relay.cluster.ClusterMessage.Forwarded;
import proxystore.relay.cluster.Outgoing.Publication;
import proxystore.relay.cluster.PendingMessages.Pending;
import proxystore.relay.config.ClusterConfig;
import proxystore.relay.config.ClusterLimits;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.limit.ByteCount;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.peer.Client;
import proxystore.relay.routing.ClaimOutcome;
import proxystore.relay.routing.Delivery;
import proxystore.relay.routing.PeerNetwork;

/**
 * The other nodes of a relay, reached over a message bus.
 *
 * <p>A message for a client of another node is a request on its uuid's subject, without waiting for earlier ones; the bus keeps
 * their order. An answer comes within {@code cluster.request_timeout} and at most two seconds of waiting for the bus:
 *
 * <ul>
 *   <li>no subscriber: {@link Delivery#UNKNOWN};
 *   <li>the answer of the node that has the uuid;
 *   <li>no connection to the bus when the message was to be sent: {@link Delivery#refused}, since it never will be;
 *   <li>no answer: {@link Delivery#UNCERTAIN}. The message is not returned, even if the bus failed: it may have arrived.
 * </ul>
 *
 * <p>Threads: callers add to {@link Outgoing} and never wait. The thread {@code relay-cluster} is the only one that publishes and
 * subscribes, and ends what has waited too long. The bus's threads run {@link ClusterReceiver}, and with it the rules for what
 * other nodes send. Stages complete on either.
 */
public final class ClusterNetwork implements PeerNetwork {
    /** Without a setting all waiting messages together may take the JVM's largest heap divided by this. */
    private static final int HEAP_PARTS = 8;

    private static final Delivery UNREACHABLE = Delivery.refused("the other nodes of the relay cannot be reached");

    private final String node;
    private final ClusterClock clock;
    private final LongSupplier nanoTime;
    private final Subjects subjects;
    private final MessageBus bus;
    private final Outgoing outgoing;
    private final PendingMessages pending;
    private final UuidClaims claims;
    private final Lookups lookups;
    private final ClusterReceiver receiver;
    private final ClusterThread thread;
    private final ClusterCounts counts;

    /**
     * A node that has not joined.
     *
     * @param node the name of this node, one token of a subject, different from that of each other node, earlier ones included
     */
    ClusterNetwork(
            String prefix,
            String node,
            ClusterLimits limits,
            MessageBus bus,
            ClusterClock clock,
            LongSupplier nanoTime,
            ClusterCounts counts) {
        this.node = node;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.counts = counts;
        this.subjects = new Subjects(prefix, node);
        this.bus = bus;
        long maxBytes = maxTotalBytes(limits);
        this.outgoing = new Outgoing(limits.maxTotalMessages(), maxBytes);
        this.pending = new PendingMessages(limits, maxBytes);
        ClusterSender sender = new ClusterSender(node, subjects, outgoing, bus, counts);
        this.claims = new UuidClaims(node, nanoTime, counts, sender);
        this.thread = new ClusterThread(bus, subjects, outgoing, pending, claims, sender, clock, counts, nanoTime);
        this.lookups = new Lookups(node, sender);
        this.receiver = new ClusterReceiver(
                node, subjects, clock, claims, pending, lookups, sender, counts, nanoTime, thread::connected);
    }

    /**
     * The node that a configuration describes, which has not joined.
     *
     * @throws InvalidSettingException if a file that the configuration names is not in order
     */
    public static ClusterNetwork of(RelayConfig config) {
        ClusterConfig cluster = config.cluster();
        String name = cluster.node().orElseGet(HostName::get);
        Options.Builder options = NatsOptions.of(cluster, name);
        String node = name + "-" + HexFormat.of().toHexDigits(new SecureRandom().nextLong());
        ClusterLimits limits = cluster.limits();
        ClusterCounts counts = new ClusterCounts();
        PayloadLimit payload = new PayloadLimit(config.maxMessageBytes());
        MessageBus bus = new NatsBus(node, options, limits.maxTotalMessages(), maxTotalBytes(limits), payload, counts);
        return new ClusterNetwork(
                cluster.prefix(), node, limits, bus, ClusterClock.start(node), System::nanoTime, counts);
    }

    /**
     * Opens the files that a configuration names.
     *
     * @throws InvalidSettingException if one is not in order
     */
    public static void check(ClusterConfig config) {
        if (config.isOn()) {
            var unused = NatsOptions.of(config, "node");
        }
    }

    /** Waits until the first attempt to connect has ended. */
    public void awaitAttempt(Duration patience) {
        bus.awaitAttempt(patience);
    }

    private static long maxTotalBytes(ClusterLimits limits) {
        return ByteCount.limit(limits.maxTotalBytes(), HEAP_PARTS);
    }

    /** The name of this node. */
    public String node() {
        return node;
    }

    /** What has happened between this node and the others. */
    public ClusterCounts counts() {
        return counts;
    }

    /** Whether other nodes can be reached, as far as is known. */
    public boolean isConnected() {
        return bus.isConnected();
    }

    /** Asks whether another node has a client with this uuid. The stage completes normally, within a second. */
    public CompletionStage<Presence> lookUp(UUID uuid) {
        return lookups.ask(uuid);
    }

    /** The number of messages that wait for an answer. */
    public int pendingMessages() {
        return pending.size();
    }

    /** The number of uuids that this node has, or had until a moment ago. */
    int heldUuids() {
        return claims.uuids().size();
    }

    @Override
    public void join(LocalNode local) {
        prepare(local);
        thread.start();
    }

    /** Joins without the thread: a test calls {@link #step}. */
    void prepare(LocalNode local) {
        claims.join(local);
        receiver.join(local);
        bus.open(receiver, List.of(subjects.ownAll(), subjects.clock()));
    }

    /** One round of the thread's work. */
    boolean step() throws InterruptedException {
        return thread.step(0);
    }

    @Override
    public long nextStamp(LongSupplier ignored) {
        return clock.next();
    }

    @Override
    public CompletionStage<ClaimOutcome> claim(Client client) {
        return claims.claim(client);
    }

    @Override
    public void registered(Client client) {
        claims.registered(client);
    }

    @Override
    public void unregistered(Client client) {
        claims.unregistered(client);
    }

    @Override
    public CompletionStage<Delivery> publish(Client sender, PeerConnection message) {
        if (!bus.isConnected()) {
            return refused(UNREACHABLE);
        }
        byte[] data = ClusterCodec.encode(new Forwarded(Holding.stake(sender, node), message));
        if (data.length > bus.maxPayload()) {
            return refused(Delivery.refused("it is longer than the other nodes accept (max_payload of NATS)"));
        }
        Pending request = pending.add(sender.connection().stamp(), data.length, nanoTime.getAsLong());
        if (request == null) {
            return refused(Delivery.refused(Outgoing.FULL));
        }
        UUID peer = message.peerUuid();
        long number = request.number();
        Publication publication = new Publication(
                subjects.peer(peer), subjects.messageAnswer(number), data, () -> complete(number, UNREACHABLE));
        if (outgoing.offer(publication)) {
            counts.request();
        } else {
            complete(number, Delivery.refused(Outgoing.FULL));
        }
        return request.answer();
    }

    private CompletionStage<Delivery> refused(Delivery why) {
        counts.refusal();
        return CompletableFuture.completedFuture(why);
    }

    private void complete(long number, Delivery refusal) {
        Pending request = pending.remove(number);
        if (request != null) {
            counts.refusal();
            request.answer().complete(refusal);
        }
    }

    @Override
    public void close() {
        thread.close();
        bus.close();
        claims.disconnected();
        pending.clear().forEach(request -> request.answer().complete(Delivery.UNCERTAIN));
    }
}
