package proxystore.relay.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.User;
import proxystore.relay.cluster.ClusterMessage.Assertion;
import proxystore.relay.cluster.ClusterMessage.ClockReading;
import proxystore.relay.cluster.ClusterMessage.ForwardAnswer;
import proxystore.relay.cluster.ClusterMessage.Forwarded;
import proxystore.relay.cluster.ClusterMessage.Query;
import proxystore.relay.cluster.ClusterMessage.QueryAnswer;
import proxystore.relay.cluster.ClusterMessage.Returned;
import proxystore.relay.cluster.ClusterMessage.Stake;
import proxystore.relay.cluster.PendingMessages.Pending;
import proxystore.relay.peer.ReturnAddress;
import proxystore.relay.routing.Delivery;
import proxystore.relay.routing.PeerNetwork.LocalNode;

/**
 * Processes what arrives from the bus, on the bus's threads. Anybody with access to the subjects may publish: what no node has
 * written is counted and dropped.
 */
final class ClusterReceiver implements MessageBus.Receiver {
    private static final Logger LOGGER = System.getLogger(ClusterReceiver.class.getName());

    private final String node;
    private final Subjects subjects;
    private final ClusterClock clock;
    private final UuidClaims claims;
    private final PendingMessages pending;
    private final Lookups lookups;
    private final ClusterSender sender;
    private final ClusterCounts counts;
    private final LongSupplier nanoTime;
    private final SeldomLog malformed;
    private final Runnable connected;

    /** Set once, before the bus is opened. */
    private volatile @Nullable LocalNode local;

    ClusterReceiver(
            String node,
            Subjects subjects,
            ClusterClock clock,
            UuidClaims claims,
            PendingMessages pending,
            Lookups lookups,
            ClusterSender sender,
            ClusterCounts counts,
            LongSupplier nanoTime,
            Runnable connected) {
        this.node = node;
        this.subjects = subjects;
        this.clock = clock;
        this.claims = claims;
        this.pending = pending;
        this.lookups = lookups;
        this.sender = sender;
        this.counts = counts;
        this.nanoTime = nanoTime;
        this.malformed = new SeldomLog(nanoTime);
        this.connected = connected;
    }

    void join(LocalNode localNode) {
        local = localNode;
    }

    private LocalNode local() {
        return Objects.requireNonNull(local, "not joined");
    }

    @Override
    public void received(String subject, @Nullable String replyTo, byte[] data) {
        try {
            process(subject, replyTo, ClusterCodec.decode(data));
        } catch (MalformedClusterMessageException e) {
            drop(subject, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "A message on " + subject + " could not be processed", e);
        }
    }

    private void drop(String subject, String why) {
        counts.malformedMessage();
        malformed.log(
                LOGGER, Level.WARNING, () -> "Dropping a message on " + subject + " that no node has written: " + why);
    }

    private void process(String subject, @Nullable String replyTo, ClusterMessage message)
            throws MalformedClusterMessageException {
        Optional<UUID> peer = subjects.peerOf(subject);
        if (peer.isPresent()) {
            ofPeer(peer.get(), replyTo, message);
        } else if (subjects.isOwn(subject)) {
            ofNode(subject, message);
        } else if (message instanceof ClockReading reading && subjects.isClock(subject)) {
            read(reading);
        } else {
            throw unexpected(message);
        }
    }

    private void ofPeer(UUID uuid, @Nullable String replyTo, ClusterMessage message)
            throws MalformedClusterMessageException {
        if (message instanceof Forwarded forwarded
                && forwarded.message().peerUuid().equals(uuid)) {
            deliver(forwarded, replyTo);
        } else if (message instanceof Query query && query.stake().uuid().equals(uuid)) {
            observe(query.stake().stamp());
            asked(query.stake(), replyTo);
        } else if (message instanceof Assertion assertion
                && assertion.stake().uuid().equals(uuid)) {
            observe(assertion.stake().stamp());
            claims.asserted(assertion.stake());
        } else {
            throw unexpected(message);
        }
    }

    private void asked(Stake stake, @Nullable String replyTo) {
        if (replyTo == null) {
            return;
        }
        if (stake.node().equals(node)) {
            claims.passed(subjects.claimOf(replyTo)); // another connection of this node is about to get the uuid
        } else {
            claims.asked(stake, replyTo);
        }
    }

    /**
     * While another node may still answer for the uuid, this one is silent. A message of this node itself was sent before its peer
     * registered here; later ones, which do not leave the node, may have overtaken it.
     */
    private void deliver(Forwarded forwarded, @Nullable String replyTo) {
        UUID peer = forwarded.message().peerUuid();
        if (replyTo == null || !claims.answersFor(peer)) {
            return;
        }
        Stake from = forwarded.sender();
        if (from.node().equals(node)) {
            sender.answer(replyTo, new ForwardAnswer(Delivery.UNKNOWN));
            return;
        }
        counts.serve();
        ReturnAddress address = (message, reason) -> sender.giveBack(from, message, reason);
        Delivery delivery = local().deliver(forwarded.message(), new User(from.user(), from.user()), address);
        sender.answer(replyTo, new ForwardAnswer(delivery));
    }

    private void ofNode(String subject, ClusterMessage message) throws MalformedClusterMessageException {
        if (message instanceof ForwardAnswer answer) {
            answered(subjects.messageOf(subject), answer.delivery());
        } else if (message instanceof QueryAnswer answer) {
            observe(answer.stamp());
            claims.answered(subjects.claimOf(subject), answer);
            lookups.answered(subjects.lookupOf(subject), answer);
        } else if (message instanceof Returned returned) {
            local().returned(returned.sender(), returned.stamp(), returned.message(), returned.reason());
        } else if (message instanceof Assertion assertion) {
            observe(assertion.stake().stamp());
            claims.asserted(assertion.stake());
        } else {
            throw unexpected(message);
        }
    }

    private void answered(long number, Delivery delivery) {
        Pending message = pending.remove(number);
        if (message != null) {
            counts.reply(nanoTime.getAsLong() - message.sentNanos());
            message.answer().complete(delivery);
        }
    }

    private void read(ClockReading reading) throws MalformedClusterMessageException {
        if (reading.node().equals(node)) {
            return;
        }
        observe(reading.stamp());
        if (reading.asks()) {
            sender.announceClock(clock.now(), false);
        }
    }

    private void observe(long stamp) throws MalformedClusterMessageException {
        if (!clock.observe(stamp)) {
            throw new MalformedClusterMessageException("a stamp that is more than a day in the future");
        }
    }

    private static MalformedClusterMessageException unexpected(ClusterMessage message) {
        return new MalformedClusterMessageException(
                "a " + message.getClass().getSimpleName() + " does not belong on this subject");
    }

    @Override
    public void noResponders(String replyTo) {
        Pending message = pending.remove(subjects.messageOf(replyTo));
        if (message != null) {
            counts.noResponder();
            message.answer().complete(Delivery.UNKNOWN);
        } else {
            claims.passed(subjects.claimOf(replyTo));
            lookups.passed(subjects.lookupOf(replyTo));
        }
    }

    @Override
    public void connected() {
        counts.connect();
        connected.run();
    }

    @Override
    public void disconnected() {
        claims.disconnected();
    }
}
