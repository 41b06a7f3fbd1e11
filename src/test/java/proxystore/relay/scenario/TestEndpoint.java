package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import jakarta.json.JsonObject;
import java.util.UUID;

/** A ProxyStore endpoint as the relay sees it: a client of one generation that has registered. */
final class TestEndpoint {
    private final ClientGeneration generation;
    private final UUID uuid;
    private final TestPeer peer;

    /** Registers {@code peer} and takes the relay's answer. */
    TestEndpoint(ClientGeneration generation, UUID uuid, TestPeer peer) {
        this.generation = generation;
        this.uuid = uuid;
        this.peer = peer;
        peer.send(registration());
        assertThat(peer.expectMessage()).isEqualTo(TestMessages.accepted(generation));
    }

    ClientGeneration generation() {
        return generation;
    }

    UUID uuid() {
        return uuid;
    }

    TestPeer peer() {
        return peer;
    }

    JsonObject registration() {
        return TestMessages.registration(generation, uuid.toString(), "endpoint-" + uuid);
    }

    /** A message from here to {@code receiver}, not yet sent. */
    JsonObject offer(UUID receiver) {
        return TestMessages.peerConnection(uuid, receiver, "offer", TestMessages.DESCRIPTION);
    }

    /** Sends to {@code receiver} and expects it there unchanged. */
    void reaches(TestEndpoint receiver) {
        JsonObject offer = TestMessages.with(
                offer(receiver.uuid), "description", UUID.randomUUID().toString());
        peer.send(offer);
        assertThat(receiver.peer.expectMessage()).isEqualTo(offer);
    }

    /**
     * Sends to itself and expects just that as the next message: the registration stands, and the relay answered
     * nothing to what was sent before.
     */
    void assertRegisteredAndQuiet() {
        reaches(this);
    }

    /** Sends to a uuid that no client holds and expects the message returned with this generation's error. */
    void assertUnknown(UUID unknown) {
        JsonObject offer = offer(unknown);
        peer.send(offer);
        assertThat(peer.expectMessage()).isEqualTo(TestMessages.with(offer, "error", generation.unknownPeer(unknown)));
    }

    /**
     * Asks until the relay has unregistered {@code gone}. Meanwhile the relay sends nothing (the message went into the dying
     * connection) or returns the message with an error.
     */
    void awaitUnknown(UUID gone) {
        await("the peer is unknown").until(() -> isUnknown(gone));
    }

    private boolean isUnknown(UUID other) {
        String nonce = UUID.randomUUID().toString();
        peer.send(TestMessages.with(offer(other), "description", nonce));
        JsonObject marker = TestMessages.with(offer(uuid), "description", nonce);
        peer.send(marker);
        boolean unknown = false;
        for (JsonObject next = peer.expectMessage(); !next.equals(marker); next = peer.expectMessage()) {
            unknown |= generation.unknownPeer(other).equals(next.getString("error", ""));
        }
        return unknown;
    }
}
