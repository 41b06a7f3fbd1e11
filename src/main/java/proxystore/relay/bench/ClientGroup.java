package proxystore.relay.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Several connections at once: opened and closed with a bounded number of them under way. */
final class ClientGroup {
    /** Handshakes at a time; more would only wait in the relay's queue of new connections. */
    static final int AT_A_TIME = 64;

    /** A relay that has not answered a close frame by then is not waited for; in seconds. */
    static final int CLOSE_LIMIT_SECONDS = 5;

    private ClientGroup() {}

    /**
     * Opens clients of a dialect.
     *
     * @throws BenchException why the first one failed that did; then none is left open
     */
    static List<BenchClient> open(Connector connector, BenchGeneration dialect, int count)
            throws BenchException, InterruptedException {
        Semaphore underWay = new Semaphore(AT_A_TIME);
        AtomicBoolean failed = new AtomicBoolean();
        List<CompletableFuture<BenchClient>> opening = new ArrayList<>(count);
        List<BenchClient> open = new ArrayList<>(count);
        try {
            for (int i = 0; i < count && !failed.get(); i++) {
                underWay.acquire();
                opening.add(connector.open(dialect.of(i)).whenComplete((client, failure) -> {
                    failed.compareAndSet(false, failure != null);
                    underWay.release();
                }));
            }
            for (CompletableFuture<BenchClient> client : opening) {
                open.add(client.get());
            }
            return open;
        } catch (ExecutionException e) {
            for (CompletableFuture<BenchClient> client : opening) {
                var unused = client.thenAccept(BenchClient::abort);
            }
            throw new BenchException(Connector.reason(e));
        }
    }

    /** Closes them and waits for the relay's part of it; who does not answer within 5 s is dropped. */
    static void close(List<BenchClient> clients) throws InterruptedException {
        clients.forEach(BenchClient::close);
        CompletableFuture<?>[] ends = clients.stream().map(BenchClient::ended).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            clients.forEach(BenchClient::abort);
        }
    }
}
