package proxystore.relay.scenario;

import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The clients of one test; all of them are gone after {@link #close}. */
final class Peers implements AutoCloseable {
    /** Handshakes under way, when there are many. */
    private static final int AT_A_TIME = 8;

    private static final int PER_ADDRESS = 100;

    /** Where the next client connects. */
    private final Supplier<RelayAddress> relay;

    private final Queue<TestPeer> opened = new ConcurrentLinkedQueue<>();

    /** Set before the first handshake. */
    private boolean repeatingLostHandshakes;
    /** Made for the first page. */
    private Optional<HttpClient> http = Optional.empty();

    Peers(RelayAddress relay) {
        this(() -> relay);
    }

    /** Clients that each ask where to connect. */
    Peers(Supplier<RelayAddress> relay) {
        this.relay = relay;
    }

    /** From now on repeats a handshake, once and with a line on the console, that is not answered in time. */
    Peers repeatingLostHandshakes() {
        repeatingLostHandshakes = true;
        return this;
    }

    /** Requests the relay's pages; one client, so that a test shakes hands for TLS once. */
    HttpClient http() {
        if (http.isEmpty()) {
            http = Optional.of(relay.get().http());
        }
        return http.get();
    }

    Handshake handshake() {
        return new Handshake(relay.get());
    }

    /** A connection that has not said anything yet. */
    TestPeer open() {
        return open(handshake());
    }

    TestPeer open(Handshake handshake) {
        TestPeer peer = openOrRepeat(handshake);
        opened.add(peer);
        return peer;
    }

    private TestPeer openOrRepeat(Handshake handshake) {
        try {
            return handshake.open();
        } catch (UncheckedIOException e) {
            if (!repeatingLostHandshakes || !(e.getCause() instanceof SocketTimeoutException)) {
                throw e;
            }
            System.out.println("LOST, repeated: " + handshake);
            return handshake.open();
        }
    }

    TestEndpoint register(ClientGeneration generation) {
        return register(generation, UUID.randomUUID());
    }

    TestEndpoint register(ClientGeneration generation, UUID uuid) {
        return new TestEndpoint(generation, uuid, open());
    }

    TestEndpoint register(ClientGeneration generation, Handshake handshake) {
        return new TestEndpoint(generation, UUID.randomUUID(), open(handshake));
    }

    /** Registers endpoints of both generations in turn, from several addresses and several at a time. */
    List<TestEndpoint> registerMany(int count) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<CompletableFuture<TestEndpoint>> registering = IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> registerOneOfMany(i), threads))
                    .toList();
            return registering.stream().map(CompletableFuture::join).toList();
        } finally {
            threads.shutdown();
        }
    }

    private TestEndpoint registerOneOfMany(int index) {
        return register(ClientGeneration.byTurns(index), handshake().from("127.0.3." + (1 + index / PER_ADDRESS)));
    }

    @Override
    public void close() {
        opened.forEach(TestPeer::close);
        opened.clear();
    }
}
