package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The clients of one attack, all of one address; they are gone after {@link #close}. */
final class Offenders implements AutoCloseable {
    /** Between two bytes of a client that sends slowly, and between two groups of clients that arrive. */
    private static final Duration PACE = Duration.ofMillis(100);
    /** Connections that arrive together. Thousands at once would show how fast the relay is, and not what they leave there. */
    private static final int GROUP = 50;

    private final RelayAddress relay;
    private final String source;
    private final Peers peers;
    private final Queue<RawConnection> connections = new ConcurrentLinkedQueue<>();
    private int webSockets;

    /** Clients of a local address, such as 127.0.1.5. */
    Offenders(RelayAddress relay, String source) {
        this.relay = relay;
        this.source = source;
        this.peers = new Peers(relay);
    }

    /** The number of WebSockets that were opened. */
    int webSockets() {
        return webSockets;
    }

    boolean useTls() {
        return relay.trust().isPresent();
    }

    /** A TCP connection, without TLS. */
    RawConnection connect() throws IOException {
        RawConnection connection = new RawConnection(relay, source);
        connections.add(connection);
        return connection;
    }

    /** What a client does once it is connected. */
    interface FirstStep {
        void take(RawConnection client) throws IOException;
    }

    /** Connects clients, each of which takes this step before the next one connects: the relay limits its time. */
    List<RawConnection> connect(int count, FirstStep step) throws IOException {
        List<RawConnection> connected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawConnection client = connect();
            step.take(client);
            connected.add(client);
        }
        return connected;
    }

    /** As {@link #connect(int, FirstStep)}, in groups. */
    List<RawConnection> arrive(int count, FirstStep step) throws IOException {
        List<RawConnection> arrived = new ArrayList<>();
        while (arrived.size() < count) {
            arrived.addAll(connect(Math.min(GROUP, count - arrived.size()), step));
            LockSupport.parkNanos(PACE.toNanos());
        }
        return arrived;
    }

    Handshake handshake() {
        return peers.handshake().from(source);
    }

    /** A WebSocket that has not said anything yet. */
    TestPeer open() {
        return open(handshake());
    }

    TestPeer open(Handshake handshake) {
        webSockets++;
        return peers.open(handshake);
    }

    List<TestPeer> open(int count) {
        List<TestPeer> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            opened.add(open());
        }
        return opened;
    }

    TestEndpoint register(ClientGeneration generation) {
        return register(generation, UUID.randomUUID());
    }

    TestEndpoint register(ClientGeneration generation, UUID uuid) {
        return register(generation, uuid, handshake());
    }

    TestEndpoint register(ClientGeneration generation, UUID uuid, Handshake handshake) {
        return new TestEndpoint(generation, uuid, open(handshake));
    }

    /** Endpoints of both generations in turn. */
    List<TestEndpoint> register(int count) {
        List<TestEndpoint> registered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            registered.add(register(ClientGeneration.byTurns(i)));
        }
        return registered;
    }

    /** Sends to a peer whose connection the relay may have ended. */
    static void asFarAsItGets(Runnable sending) {
        try {
            sending.run();
        } catch (UncheckedIOException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
    }

    /** Repeats a step of each offender, slowly, until the relay has ended it. */
    static <T> void trickle(List<T> offenders, Predicate<T> isEnded, Consumer<T> step) {
        long endNanos = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!offenders.stream().allMatch(isEnded)) {
            assertThat(System.nanoTime() - endNanos)
                    .as("time for the offenders")
                    .isNegative();
            offenders.stream().filter(isEnded.negate()).forEach(step);
            LockSupport.parkNanos(PACE.toNanos());
        }
    }

    @Override
    public void close() {
        connections.forEach(RawConnection::close);
        peers.close();
    }
}
