package proxystore.relay.scenario;

import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The clients of one test; all of them are gone after {@link #close}. */
final class Peers implements AutoCloseable {
    private final RelayAddress relay;
    private final Queue<TestPeer> opened = new ConcurrentLinkedQueue<>();

    Peers(RelayAddress relay) {
        this.relay = relay;
    }

    Handshake handshake() {
        return new Handshake(relay);
    }

    /** A connection that has not said anything yet. */
    TestPeer open() {
        return open(handshake());
    }

    TestPeer open(Handshake handshake) {
        TestPeer peer = handshake.open();
        opened.add(peer);
        return peer;
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

    @Override
    public void close() {
        opened.forEach(TestPeer::close);
        opened.clear();
    }
}
