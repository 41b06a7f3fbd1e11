package proxystore.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.ClusterLimits;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.SettableClock;
import proxystore.relay.routing.ClaimOutcome;
import proxystore.relay.routing.Delivery;
import proxystore.relay.routing.PeerNetwork;

/**
 * A NATS server and its nodes in one thread and in simulated time. Each way between a node and the server keeps its order and
 * takes a random time; the server processes one thing after the other.
 */
final class SimulatedNats {
    static final ClusterLimits LIMITS = new ClusterLimits(Duration.ofSeconds(5), 65_536, 16L << 20, 262_144, 64L << 20);

    private static final Duration TICK = Duration.ofMillis(50);
    private static final long MAX_PAYLOAD = 1 << 20;

    final SettableClock clock = new SettableClock();
    private final Random random;
    private final Duration maxDelay;
    private final PriorityQueue<TimedAction> events =
            new PriorityQueue<>(Comparator.comparingLong(TimedAction::atNanos).thenComparingLong(TimedAction::number));
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Map<String, Set<SimulatedNode>> subscribers = new LinkedHashMap<>();
    private final long startNanos = clock.getAsLong();
    private long lastNumber;

    private record TimedAction(long atNanos, long number, Runnable action) {}

    /** A server to which and from which everything takes up to this time. */
    SimulatedNats(long seed, Duration maxDelay) {
        this.random = new Random(seed);
        this.maxDelay = maxDelay;
    }

    /** A node that has not joined, whose clock is ahead by this time. */
    SimulatedNode node(Duration ahead) {
        SimulatedNode node = new SimulatedNode("node" + nodes.size(), ahead);
        nodes.add(node);
        return node;
    }

    private long passedNanos() {
        return clock.getAsLong() - startNanos;
    }

    /** Lets this time pass. */
    void run(Duration time) {
        long end = passedNanos() + time.toNanos();
        while (passedNanos() < end) {
            TimedAction next = events.peek();
            long until = Math.min(end, passedNanos() + TICK.toNanos());
            if (next != null && next.atNanos <= until) {
                events.remove();
                advanceTo(next.atNanos);
                next.action.run();
            } else {
                advanceTo(until);
            }
            nodes.forEach(SimulatedNode::work);
        }
    }

    private void advanceTo(long nanos) {
        clock.advance(Duration.ofNanos(Math.max(0, nanos - passedNanos())));
    }

    /** Waits until nodes have forgotten the clients that have left. */
    void assertNothingIsLeft() {
        run(UuidClaims.LINGERING.plusSeconds(1));
        for (SimulatedNode node : nodes) {
            if (!node.lost) {
                assertThat(node.network.pendingMessages()).isZero();
                assertThat(node.network.heldUuids()).isZero();
                assertThat(node.subjects).hasSize(2);
            }
        }
    }

    /** A network whose thread's work the simulation does. */
    private record ThreadlessNetwork(ClusterNetwork network) implements PeerNetwork {
        @Override
        public void join(LocalNode node) {
            network.prepare(node);
        }

        @Override
        public long nextStamp(LongSupplier local) {
            return network.nextStamp(local);
        }

        @Override
        public CompletionStage<ClaimOutcome> claim(Client client) {
            return network.claim(client);
        }

        @Override
        public void registered(Client client) {
            network.registered(client);
        }

        @Override
        public void unregistered(Client client) {
            network.unregistered(client);
        }

        @Override
        public CompletionStage<Delivery> publish(Client sender, PeerConnection message) {
            return network.publish(sender, message);
        }

        @Override
        public void close() {
            network.close();
        }
    }

    private boolean reach(String subject, String replyTo, byte[] data) {
        boolean reached = false;
        for (Map.Entry<String, Set<SimulatedNode>> subscription : subscribers.entrySet()) {
            String pattern = subscription.getKey();
            boolean matches = pattern.endsWith(">")
                    ? subject.startsWith(pattern.substring(0, pattern.length() - 1))
                    : subject.equals(pattern);
            if (matches) {
                for (SimulatedNode node : subscription.getValue()) {
                    reached = true;
                    node.toNode.send(() -> node.receiver().received(subject, replyTo.isEmpty() ? null : replyTo, data));
                }
            }
        }
        return reached;
    }

    /** One direction between a node and the server. */
    private final class Way {
        private long lastNanos;

        void send(Runnable action) {
            long delay = (long) (random.nextDouble() * maxDelay.toNanos());
            lastNanos = Math.max(lastNanos, passedNanos() + delay);
            events.add(new TimedAction(lastNanos, ++lastNumber, action));
        }
    }

    /** A node and its connection. */
    final class SimulatedNode implements MessageBus {
        final ClusterNetwork network;
        private final Way toServer = new Way();
        private final Way toNode = new Way();
        private final Set<String> subjects = new LinkedHashSet<>();
        private final Queue<Runnable> unread = new ArrayDeque<>();
        private @Nullable Receiver receiver;
        private boolean connected;
        private boolean paused;
        private boolean lost;
        /** The number of the connection: what an earlier one sent or was sent is lost. */
        private int incarnation;

        private SimulatedNode(String name, Duration ahead) {
            ClusterClock nodeClock =
                    new ClusterClock(Duration.ofDays(20_000).plus(ahead).toMillis(), clock, name);
            network = new ClusterNetwork("test", name, LIMITS, this, nodeClock, clock, new ClusterCounts());
        }

        /** The network for the rules of a relay. */
        PeerNetwork peerNetwork() {
            return new ThreadlessNetwork(network);
        }

        private Receiver receiver() {
            return Objects.requireNonNull(receiver);
        }

        private void work() {
            if (paused || lost || receiver == null) {
                return;
            }
            for (Runnable task = unread.poll(); task != null; task = unread.poll()) {
                task.run();
            }
            try {
                while (network.step()) {
                    // until there is nothing to send
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** The process stands still. */
        void pause() {
            paused = true;
        }

        void resume() {
            paused = false;
        }

        /** The process ends without a word. */
        void fail() {
            lost = true;
            disconnect();
        }

        /** The connection to the server is lost. */
        void disconnect() {
            incarnation++;
            connected = false;
            subscribers.values().forEach(all -> all.remove(this));
            if (!lost) {
                unread.add(() -> receiver().disconnected());
            }
        }

        /** A new connection is made. */
        void connect() {
            incarnation++;
            connected = true;
            subjects.forEach(subject -> sendToServer(() -> add(subject)));
            unread.add(() -> receiver().connected());
        }

        /** The server has the node's subscriptions again, without the node's noticing. */
        void connectUnnoticed() {
            incarnation++;
            connected = true;
            subjects.forEach(this::add);
        }

        private void add(String subject) {
            subscribers.computeIfAbsent(subject, key -> new LinkedHashSet<>()).add(this);
        }

        private void sendToServer(Runnable action) {
            int sent = incarnation;
            toServer.send(() -> {
                if (sent == incarnation) {
                    action.run();
                }
            });
        }

        @Override
        public void open(Receiver opened, List<String> first) {
            int current = incarnation;
            receiver = new Receiver() {
                private void read(Runnable task) {
                    if (!lost) {
                        unread.add(task);
                    }
                }

                @Override
                public void received(String subject, @Nullable String replyTo, byte[] data) {
                    read(() -> opened.received(subject, replyTo, data));
                }

                @Override
                public void noResponders(String replyTo) {
                    read(() -> opened.noResponders(replyTo));
                }

                @Override
                public void connected() {
                    opened.connected();
                }

                @Override
                public void disconnected() {
                    opened.disconnected();
                }
            };
            subjects.addAll(first);
            if (current == incarnation) {
                connect();
            }
        }

        @Override
        public boolean isConnected() {
            return connected;
        }

        @Override
        public long maxPayload() {
            return MAX_PAYLOAD;
        }

        @Override
        public boolean publish(String subject, @Nullable String replyTo, byte[] data) {
            if (!connected) {
                return false;
            }
            sendToServer(() -> {
                if (!reach(subject, replyTo == null ? "" : replyTo, data) && replyTo != null) {
                    toNode.send(() -> receiver().noResponders(replyTo));
                }
            });
            return true;
        }

        @Override
        public boolean subscribe(String subject) {
            if (subjects.add(subject) && connected) {
                sendToServer(() -> add(subject));
            }
            return true;
        }

        @Override
        public boolean unsubscribe(String subject) {
            if (subjects.remove(subject) && connected) {
                sendToServer(() -> {
                    Set<SimulatedNode> all = subscribers.get(subject);
                    if (all != null) {
                        all.remove(this);
                    }
                });
            }
            return true;
        }

        @Override
        public void close() {
            disconnect();
        }
    }
}
