package proxystore.relay.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Opens and closes several connections, with a bounded number of handshakes at a time. */
final class ClientGroup {
    /** Concurrent handshakes; more would only wait in the relay's accept queue. */
    static final int AT_A_TIME = 64;

    /** Seconds that a client waits for the answer to its close frame. */
    static final int CLOSE_LIMIT_SECONDS = 5;

    private ClientGroup() {}

    /**
     * Opens clients.
     *
     * @throws BenchException the reason of the first failure; then every opened client is closed
     */
    static List<BenchClient> open(Connector connector, BenchGeneration generations, int count)
            throws BenchException, InterruptedException {
        Semaphore handshakes = new Semaphore(AT_A_TIME);
        AtomicBoolean failed = new AtomicBoolean();
        List<CompletableFuture<BenchClient>> opening = new ArrayList<>(count);
        List<BenchClient> open = new ArrayList<>(count);
        try {
            for (int i = 0; i < count && !failed.get(); i++) {
                handshakes.acquire();
                opening.add(connector.open(generations.of(i)).whenComplete((client, failure) -> {
                    failed.compareAndSet(false, failure != null);
                    handshakes.release();
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

    /** Closes clients and waits for the answers of the relay; a connection without one within 5 s is dropped. */
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
