package proxystore.relay.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@link Mode#CONNECT}: opens connections as fast as the relay takes them, holds them, and in the end lets some of them
 * exchange messages, to see that they are alive. Latency is from connect to the registration's answer.
 */
final class ConnectLoad implements Load {
    /** Pairs that exchange one message each way in the end. */
    static final int SAMPLE_PAIRS = 100;

    /** So many connections that did not come about end the bench. */
    static final int MAX_FAILED = 100;

    private final BenchPlan plan;
    private final Connector connector;
    private final BenchCounters tally;
    private final List<BenchClient> clients = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore mayOpen = new Semaphore(ClientGroup.AT_A_TIME);
    private final AtomicInteger opening = new AtomicInteger();
    /** Set once by {@link #stop}. */
    private volatile boolean stopped;
    /** Set once by {@link #stop}: those that exchange messages. */
    private volatile Pairs sample;

    ConnectLoad(BenchPlan plan, Connector connector, BenchCounters tally) {
        this.plan = plan;
        this.connector = connector;
        this.tally = tally;
        this.sample = sample(List.of());
    }

    private Pairs sample(List<BenchClient> sampled) {
        return new Pairs(sampled, SessionDescription.of(plan.sizeBytes()), tally, nanos -> {});
    }

    /** The first two, to see that there is a relay at all. */
    @Override
    public void open() throws BenchException, InterruptedException {
        clients.addAll(ClientGroup.open(connector, plan.dialect(), 2));
        tally.opened.add(2);
    }

    @Override
    public void start() {
        Thread opener = new Thread(this::openAll, "relay-bench-opener");
        opener.setDaemon(true);
        opener.start();
    }

    private void openAll() {
        long begin = System.nanoTime();
        for (int i = clients.size(); i < plan.connections() && !stopped && over() == null; i++) {
            mayOpen.acquireUninterruptibly();
            opening.incrementAndGet();
            long connect = System.nanoTime();
            var unused = connector.open(plan.dialect().of(i)).whenComplete((client, failure) -> {
                if (failure == null) {
                    clients.add(client);
                    tally.took(System.nanoTime() - connect);
                    tally.opened.increment();
                    tally.openingNanos.set(System.nanoTime() - begin);
                } else {
                    tally.failed.increment();
                    tally.problem("a connection did not come about: " + Connector.reason(failure));
                }
                opening.decrementAndGet();
                mayOpen.release();
            });
        }
    }

    /** The time to hold is over: those that are sampled speak, evenly chosen from all. */
    @Override
    public void stop() {
        stopped = true;
        List<BenchClient> sampled = new ArrayList<>();
        synchronized (clients) {
            int step = Math.max(1, clients.size() / (2 * SAMPLE_PAIRS));
            for (int i = 0; i < clients.size() && sampled.size() < 2 * SAMPLE_PAIRS; i += step) {
                sampled.add(clients.get(i));
            }
        }
        sample = sample(sampled);
        sample.ways().forEach(way -> way.send(System.nanoTime()));
    }

    @Override
    public long underWay() {
        return opening.get() + sample.inFlight();
    }

    @Override
    public @Nullable String over() {
        return tally.failed.sum() >= MAX_FAILED ? MAX_FAILED + " connections did not come about" : null;
    }

    @Override
    public void close(boolean counting) throws InterruptedException {
        sample.giveUp(counting);
        long missing = plan.connections() - tally.opened.sum() - tally.failed.sum();
        if (counting && missing > 0) {
            tally.failed.add(missing);
            tally.problem("only " + tally.opened.sum() + " connections were there in time");
        }
        ClientGroup.close(List.copyOf(clients));
    }
}
