package proxystore.relay.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import proxystore.relay.cluster.ClusterMessage.Assertion;
import proxystore.relay.cluster.ClusterMessage.Stake;
import proxystore.relay.cluster.Outgoing.Batch;
import proxystore.relay.cluster.Outgoing.Publication;
import proxystore.relay.routing.Delivery;

/**
 * The thread that publishes and subscribes, and ends the wait of messages and claims past their time limit. It alone waits for
 * the bus: callers fill
 * {@link Outgoing} meanwhile, to its limit.
 *
 * <p>All registrations are asserted once a minute, little by little, and at once after a connection was made or the process had
 * stood still: other nodes may have taken them over without this one noticing. An assertion that no node contradicts has no effect.
 */
final class ClusterThread {
    private static final Logger LOGGER = System.getLogger(ClusterThread.class.getName());

    private static final long TICK_MILLIS = 50;
    private static final long TICK_NANOS = Duration.ofMillis(TICK_MILLIS).toNanos();
    /** A round that is later than this has stood still. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long CLOCK_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long ROUND_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int REASSERTED_AT_ONCE = 500;
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    private final MessageBus bus;
    private final Subjects subjects;
    private final Outgoing outgoing;
    private final PendingMessages pending;
    private final UuidClaims claims;
    private final ClusterSender sender;
    private final ClusterClock clock;
    private final ClusterCounts counts;
    private final LongSupplier nanoTime;
    private final Thread thread;

    /** Set by the bus when a connection was made. */
    private final AtomicBoolean reconnected = new AtomicBoolean();

    private volatile boolean ended;

    // The rest belongs to the thread.
    private long lastTickNanos;
    private long lastClockNanos;
    private long roundBeganNanos;
    /** The uuids that this round has not asserted yet. */
    private Iterator<UUID> round = Collections.emptyIterator();
    /** Whether the round is made as fast as possible. */
    private boolean hurried;

    ClusterThread(
            MessageBus bus,
            Subjects subjects,
            Outgoing outgoing,
            PendingMessages pending,
            UuidClaims claims,
            ClusterSender sender,
            ClusterClock clock,
            ClusterCounts counts,
            LongSupplier nanoTime) {
        this.bus = bus;
        this.subjects = subjects;
        this.outgoing = outgoing;
        this.pending = pending;
        this.claims = claims;
        this.sender = sender;
        this.clock = clock;
        this.counts = counts;
        this.nanoTime = nanoTime;
        this.thread = new Thread(this::run, "relay-cluster");
        this.thread.setDaemon(true);
        this.lastTickNanos = nanoTime.getAsLong();
        this.lastClockNanos = lastTickNanos;
        this.roundBeganNanos = lastTickNanos;
    }

    void start() {
        thread.start();
    }

    /** The bus has a connection, possibly not its first. */
    void connected() {
        reconnected.set(true);
        outgoing.signal();
    }

    private void run() {
        while (!ended) {
            try {
                step(TICK_MILLIS);
            } catch (InterruptedException e) {
                return; // by close
            } catch (RuntimeException e) {
                LOGGER.log(Level.ERROR, "A message for the other nodes could not be processed", e);
            }
        }
    }

    /**
     * Publishes waiting messages, updates subscriptions, and ends the wait of messages and claims past their time limit.
     *
     * @return whether there was anything to send
     */
    boolean step(long waitMillis) throws InterruptedException {
        boolean connected = bus.isConnected();
        if (reconnected.getAndSet(false)) {
            sender.announceClock(clock.now(), true);
            hurry();
        }
        Batch batch = outgoing.take(connected, hurried && connected ? 0 : waitMillis);
        batch.changes().forEach(this::synchronise);
        batch.returns().forEach(publication -> giveBack(publication, connected));
        batch.publications().forEach(publication -> publish(publication, connected));
        long now = nanoTime.getAsLong();
        if (now - lastTickNanos >= TICK_NANOS) {
            tick(now);
        }
        if (connected && hurried) {
            reassert(REASSERTED_AT_ONCE);
        }
        return !batch.isEmpty();
    }

    private void publish(Publication publication, boolean connected) {
        boolean sent = connected && bus.publish(publication.subject(), publication.replyTo(), publication.data());
        Runnable unsent = publication.unsent();
        if (!sent && unsent != null) {
            unsent.run();
        }
    }

    private void giveBack(Publication publication, boolean connected) {
        boolean sent = connected && bus.publish(publication.subject(), null, publication.data());
        if (!sent && !outgoing.offerReturn(publication)) {
            counts.lostReturn();
        }
    }

    /** Makes subscription and assertion what the registration is now. */
    private void synchronise(UUID uuid) {
        String subject = subjects.peer(uuid);
        Optional<Stake> stake = claims.assertion(uuid);
        boolean done = true;
        if (stake.isPresent()) {
            done = bus.subscribe(subject)
                    && bus.publish(subject, null, ClusterCodec.encode(new Assertion(stake.get())));
        } else if (!claims.isHeld(uuid)) {
            done = bus.unsubscribe(subject);
        }
        if (!done) {
            outgoing.changed(uuid);
        }
    }

    private void tick(long now) {
        if (now - lastTickNanos > PAUSE_NANOS) {
            LOGGER.log(
                    Level.WARNING,
                    "This node stood still for "
                            + Duration.ofNanos(now - lastTickNanos).toSeconds()
                            + " s: other nodes may have taken over its clients");
            hurry();
        }
        lastTickNanos = now;
        pending.expire(now).forEach(request -> {
            counts.timeout();
            request.answer().complete(Delivery.UNCERTAIN);
        });
        claims.tick();
        if (now - lastClockNanos >= CLOCK_NANOS) {
            lastClockNanos = now;
            sender.announceClock(clock.now(), false);
        }
        if (now - roundBeganNanos >= ROUND_NANOS) {
            beginRound();
        }
        reassert((int) (claims.uuids().size() * TICK_NANOS / ROUND_NANOS) + 1);
    }

    private void hurry() {
        hurried = true;
        beginRound();
    }

    private void beginRound() {
        round = claims.uuids().iterator();
        roundBeganNanos = lastTickNanos;
    }

    private void reassert(int uuids) {
        for (int i = 0; i < uuids && round.hasNext(); i++) {
            synchronise(round.next());
        }
        hurried &= round.hasNext();
    }

    void close() {
        ended = true;
        thread.interrupt();
        try {
            thread.join(END_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
