package proxystore.relay.cluster;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.cluster.ClusterMessage.QueryAnswer;
import proxystore.relay.cluster.ClusterMessage.QueryVerdict;
import proxystore.relay.cluster.ClusterMessage.Stake;
import proxystore.relay.cluster.Holding.LocalStake;
import proxystore.relay.peer.Client;
import proxystore.relay.routing.ClaimOutcome;
import proxystore.relay.routing.PeerNetwork;
import proxystore.relay.routing.PeerNetwork.LocalNode;

/**
 * Decides with the other nodes who has a uuid. State is kept by uuid and changes atomically; claims complete, and the node is
 * called, outside of that.
 *
 * <p>A client is registered in two steps. First a <em>query</em> goes to the uuid's subject. If the uuid is free there is no
 * subscriber, which NATS reports; else the node that has the uuid answers. If the client may have it, its node subscribes and publishes an <em>assertion</em> there, which
 * all who have the uuid receive, in one order, the asserting node included. A node yields to an assertion that prevails over its
 * own registration, and contradicts any other one with its own assertion. From its own assertion on, the new node answers
 * messages for the uuid.
 */
final class UuidClaims {
    /** The time that a node with the uuid has for its answer, and the bus for the assertion; a client waits 10 s for both. */
    static final Duration PATIENCE = Duration.ofMillis(1500);

    /** The time after which a registration is asserted once more: servers of a NATS cluster learn of subscriptions one by one. */
    static final Duration SETTLING = Duration.ofSeconds(2);

    /** The time that a node answers for a client that has left, rather than leaving senders without an answer. */
    static final Duration LINGERING = Duration.ofSeconds(5);

    private final String node;
    private final LongSupplier nanoTime;
    private final ClusterCounts counts;
    private final ClusterSender sender;
    private final AtomicLong lastNumber = new AtomicLong();

    private final ConcurrentMap<UUID, Holding> holdings = new ConcurrentHashMap<>();
    /** Claims that wait for an answer to their query, by its number. */
    private final TimedTable<Long, Claim> queries = new TimedTable<>(PATIENCE.toNanos());
    /** Claims whose node waits for its own assertion. */
    private final TimedTable<Claim, Claim> assertions = new TimedTable<>(PATIENCE.toNanos());

    /** Uuids to assert once more. */
    private final TimedTable<UUID, UUID> settling = new TimedTable<>(SETTLING.toNanos());
    /** Uuids whose last client has left. */
    private final TimedTable<UUID, UUID> left = new TimedTable<>(LINGERING.toNanos());

    /** Set once, before any other call. */
    private volatile @Nullable LocalNode local;

    UuidClaims(String node, LongSupplier nanoTime, ClusterCounts counts, ClusterSender sender) {
        this.node = node;
        this.nanoTime = nanoTime;
        this.counts = counts;
        this.sender = sender;
    }

    /** Sets the node whose clients this is about. Called once, before any other method. */
    void join(LocalNode node) {
        local = node;
    }

    private LocalNode local() {
        return Objects.requireNonNull(local, "not joined");
    }

    /** Asks whether a client may be registered, see {@link proxystore.relay.routing.PeerNetwork#claim}. */
    CompletionStage<ClaimOutcome> claim(Client client) {
        if (!sender.isConnected()) {
            return PeerNetwork.FREE;
        }
        Holding holding = holdings.get(client.uuid());
        if (holding != null && holding.confirmed() && holding.isRegistered()) {
            return PeerNetwork.FREE; // this node has the uuid: its registry decides
        }
        counts.claim();
        Claim claim = Claim.of(client);
        if (holding == null) {
            query(claim);
        } else {
            stake(claim);
        }
        return claim.outcome();
    }

    private void query(Claim claim) {
        long number = lastNumber.incrementAndGet();
        queries.put(number, claim, nanoTime.getAsLong());
        sender.query(Holding.stake(claim.client(), node), number, () -> passed(number));
    }

    /** No node has the uuid of this query: there was no subscriber, or the query was not sent. */
    void passed(long number) {
        Claim claim = queries.remove(number);
        if (claim != null) {
            stake(claim);
        }
    }

    /** A node has answered a query. */
    void answered(long number, QueryAnswer answer) {
        Claim claim = queries.remove(number);
        if (claim == null) {
            return;
        }
        switch (answer.verdict()) {
            case FREE -> stake(claim);
            case OLDER -> {
                if (local().mayTakeOver(claim.client())) {
                    stake(claim);
                } else {
                    claim.complete(ClaimOutcome.FIGHT);
                }
            }
            case NEWER -> claim.complete(ClaimOutcome.NEWER_CONNECTION);
            case OTHER_USER -> claim.complete(ClaimOutcome.OTHER_USER);
        }
    }

    /** Answers the query of another node. */
    void asked(Stake asking, String replyTo) {
        Holding holding = holdings.get(asking.uuid());
        if (holding != null) {
            sender.answer(replyTo, answerTo(asking, holding));
        }
    }

    private QueryAnswer answerTo(Stake asking, Holding holding) {
        Optional<Stake> own = holding.newest().map(entry -> entry.stake(node));
        if (own.isEmpty()) {
            return new QueryAnswer(QueryVerdict.FREE, 0);
        }
        Stake stake = own.get();
        boolean prevails = stake.prevailsOver(asking);
        if (!stake.user().equals(asking.user())) {
            // a complete registration stays; of two that are about to be, one prevails
            QueryVerdict verdict = holding.isRegistered() || prevails ? QueryVerdict.OTHER_USER : QueryVerdict.FREE;
            return new QueryAnswer(verdict, stake.stamp());
        }
        return new QueryAnswer(prevails ? QueryVerdict.NEWER : QueryVerdict.OLDER, stake.stamp());
    }

    /** The client may have the uuid as far as is known: subscribes, asserts it, and waits for the assertion. */
    private void stake(Claim claim) {
        assertions.put(claim, claim, nanoTime.getAsLong());
        set(claim.client(), claim);
    }

    /** A client is registered; see {@link proxystore.relay.routing.PeerNetwork#registered}. */
    void registered(Client client) {
        set(client, null);
        settling.put(client.uuid(), client.uuid(), nanoTime.getAsLong());
    }

    private void set(Client client, @Nullable Claim claim) {
        boolean[] isNew = new boolean[1];
        holdings.compute(client.uuid(), (uuid, known) -> {
            Holding holding = known == null ? Holding.NONE : known;
            isNew[0] = !holding.has(client);
            return holding.with(new LocalStake(client, claim));
        });
        if (isNew[0]) {
            sender.changed(client.uuid());
        }
    }

    /** The registration of a client has ended, or its claim. */
    void unregistered(Client client) {
        UUID uuid = client.uuid();
        long now = nanoTime.getAsLong();
        Holding holding = holdings.computeIfPresent(uuid, (key, known) -> {
            Holding rest = known.without(client);
            return rest.isLeft() && !known.isLeft() ? rest.leftAt(now) : rest;
        });
        if (holding != null && holding.isLeft()) {
            left.put(uuid, uuid, now);
        }
    }

    /** What this node publishes about a uuid: its newest registration; empty if it has none. */
    Optional<Stake> assertion(UUID uuid) {
        Holding holding = holdings.get(uuid);
        return holding == null ? Optional.empty() : holding.newest().map(entry -> entry.stake(node));
    }

    /** Whether this node has the uuid, or had it until a moment ago. */
    boolean isHeld(UUID uuid) {
        return holdings.containsKey(uuid);
    }

    /** Whether this node answers messages for the uuid. */
    boolean answersFor(UUID uuid) {
        Holding holding = holdings.get(uuid);
        return holding != null && holding.confirmed();
    }

    /** A node, possibly this one, has asserted a registration. */
    void asserted(Stake stake) {
        if (stake.node().equals(node)) {
            confirmed(stake);
            return;
        }
        Holding[] lost = new Holding[1];
        Holding kept = holdings.computeIfPresent(stake.uuid(), (uuid, known) -> {
            boolean prevails = known.newest()
                    .map(entry -> entry.stake(node).prevailsOver(stake))
                    .orElse(false);
            lost[0] = known;
            return prevails ? known : null;
        });
        if (kept != null) {
            kept.newest().ifPresent(entry -> sender.contradict(stake.node(), entry.stake(node)));
        } else if (lost[0] != null) {
            sender.changed(stake.uuid());
            lost[0].entries().forEach(entry -> lost(entry, stake));
        }
    }

    private void confirmed(Stake stake) {
        Holding holding = holdings.computeIfPresent(stake.uuid(), (uuid, known) -> known.confirm());
        if (holding == null) {
            return;
        }
        for (LocalStake entry : holding.entries()) {
            Claim claim = entry.claim();
            if (claim != null && entry.stamp() <= stake.stamp()) {
                complete(claim, ClaimOutcome.FREE);
            }
        }
    }

    private void lost(LocalStake entry, Stake winner) {
        boolean sameUser = entry.client().user().id().equals(winner.user());
        Claim claim = entry.claim();
        if (claim != null) {
            complete(claim, sameUser ? ClaimOutcome.NEWER_CONNECTION : ClaimOutcome.OTHER_USER);
        } else if (sameUser) {
            counts.lostRace();
            local().displaced(winner.uuid(), Math.max(winner.stamp(), entry.stamp() + 1));
        } else {
            counts.lostRace();
            local().claimed(winner.uuid(), entry.stamp());
        }
    }

    private void complete(Claim claim, ClaimOutcome outcome) {
        assertions.remove(claim);
        claim.complete(outcome);
    }

    /** Ends what has waited long enough. Called several times a second by the network's thread. */
    void tick() {
        long now = nanoTime.getAsLong();
        for (Claim claim : queries.takeDue(now)) {
            counts.silentClaim();
            stake(claim);
        }
        assertions.takeDue(now).forEach(claim -> claim.complete(ClaimOutcome.FREE));
        settling.takeDue(now).forEach(sender::changed);
        left.takeDue(now).forEach(uuid -> forget(uuid, now));
    }

    private void forget(UUID uuid, long now) {
        Holding holding = holdings.computeIfPresent(
                uuid,
                (key, known) -> known.isLeft() && now - known.changedNanos() >= LINGERING.toNanos() ? null : known);
        if (holding == null) {
            sender.changed(uuid);
        } else if (holding.isLeft()) {
            left.put(uuid, uuid, holding.changedNanos());
        }
    }

    /** The bus is away: waiting clients are registered without the other nodes. */
    void disconnected() {
        queries.clear().forEach(claim -> claim.complete(ClaimOutcome.FREE));
        assertions.clear().forEach(claim -> claim.complete(ClaimOutcome.FREE));
    }

    /** The uuids that this node has: a live view. */
    Set<UUID> uuids() {
        return holdings.keySet();
    }
}
