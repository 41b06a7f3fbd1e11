package proxystore.relay.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@link Mode#CONNECT}: opens connections as fast as the relay accepts them, holds them, and finally lets a sample of
 * them exchange messages, to check that they work. Latency is from connect to the answer to the registration.
 */
final class ConnectLoad implements Load {
    /** Pairs in the sample; each exchanges one message in each direction. */
    static final int SAMPLE_PAIRS = 100;

    /** Number of failed connections that ends the bench. */
    static final int MAX_FAILED = 100;

    private final BenchPlan plan;
    private final Connector connector;
    private final BenchCounters counters;
    private final List<BenchClient> clients = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore mayOpen = new Semaphore(ClientGroup.AT_A_TIME);
    private final AtomicInteger opening = new AtomicInteger();
    /** Set once by {@link #stop}. */
    private volatile boolean stopped;
    /** The clients that exchange messages; set once by {@link #stop}. */
    private volatile Pairs sample;

    ConnectLoad(BenchPlan plan, Connector connector, BenchCounters counters) {
        this.plan = plan;
        this.connector = connector;
        this.counters = counters;
        this.sample = sample(List.of());
    }

    private Pairs sample(List<BenchClient> sampled) {
        return new Pairs(sampled, SessionDescription.of(plan.sizeBytes()), counters, nanos -> {});
    }

    /** Opens the first two clients, to check that there is a relay. */
    @Override
    public void open() throws BenchException, InterruptedException {
        clients.addAll(ClientGroup.open(connector, plan.generations(), 2));
        counters.opened.add(2);
    }

    @Override
    public void start() {
        Thread opener = new Thread(this::openAll, "relay-bench-opener");
        opener.setDaemon(true);
        opener.start();
    }

    private void openAll() {
        long begin = System.nanoTime();
        for (int i = clients.size(); i < plan.connections() && !stopped && endReason() == null; i++) {
            mayOpen.acquireUninterruptibly();
            opening.incrementAndGet();
            long connect = System.nanoTime();
            var unused = connector.open(plan.generations().of(i)).whenComplete((client, failure) -> {
                if (failure == null) {
                    clients.add(client);
                    counters.recordLatency(System.nanoTime() - connect);
                    counters.opened.increment();
                    counters.openingNanos.set(System.nanoTime() - begin);
                } else {
                    counters.failed.increment();
                    counters.problem("a connection failed: " + Connector.reason(failure));
                }
                opening.decrementAndGet();
                mayOpen.release();
            });
        }
    }

    /** The time to hold is over: clients chosen evenly from all exchange messages. */
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
        sample.directions().forEach(direction -> direction.send(System.nanoTime()));
    }

    @Override
    public long inFlight() {
        return opening.get() + sample.inFlight();
    }

    @Override
    public @Nullable String endReason() {
        return counters.failed.sum() >= MAX_FAILED ? MAX_FAILED + " connections failed" : null;
    }

    @Override
    public void close(boolean counting) throws InterruptedException {
        sample.abandon(counting);
        long missing = plan.connections() - counters.opened.sum() - counters.failed.sum();
        if (counting && missing > 0) {
            counters.failed.add(missing);
            counters.problem("only " + counters.opened.sum() + " connections were opened in time");
        }
        ClientGroup.close(List.copyOf(clients));
    }
}
