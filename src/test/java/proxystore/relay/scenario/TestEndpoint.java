package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** A ProxyStore endpoint as the relay sees it: a client of one generation that has registered. */
final class TestEndpoint {
    /** How long a message may take before it is sent again. */
    private static final Duration ATTEMPT = Duration.ofMillis(100);

    private static final int EXCHANGES = 20;

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
     * Asks until the relay has unregistered {@code gone}. Meanwhile a message is lost, because it went into the dying connection, or
     * returned.
     */
    void awaitUnknown(UUID gone) {
        awaitReturned(gone, Pattern.compile(Pattern.quote(generation.unknownPeer(gone))));
    }

    /** Sends messages until one arrives. Earlier ones may have been returned or lost. */
    void awaitReaches(TestEndpoint receiver) {
        await("a message from " + peer + " reaches " + receiver.peer)
                .until(() -> outcome(receiver.uuid, receiver.peer).equals("arrived"));
    }

    /** Waits until messages arrive in both directions; from then on each must. */
    void awaitExchanges(TestEndpoint other) {
        awaitReaches(other);
        other.awaitReaches(this);
        for (int i = 0; i < EXCHANGES; i++) {
            reaches(other);
            other.reaches(this);
        }
    }

    /** Sends messages until one is returned for this reason. Earlier ones may have been returned or lost, and do not come later. */
    void awaitReturned(UUID receiver, Pattern reason) {
        await("a message is returned, " + reason)
                .until(() -> reason.matcher(outcome(receiver, peer)).find());
    }

    /** Sends a message and waits some time for its arrival or its return. */
    private String outcome(UUID receiver, TestPeer reading) {
        JsonObject offer = TestMessages.with(
                offer(receiver), "description", UUID.randomUUID().toString());
        peer.send(offer);
        long end = System.nanoTime() + ATTEMPT.toNanos();
        while (System.nanoTime() < end) {
            if (reading != peer && reading.waiting() > 0) {
                if (reading.expectMessage().equals(offer)) {
                    return "arrived";
                }
            } else if (peer.waiting() > 0) {
                JsonObject returned = peer.expectMessage();
                if (TestMessages.with(returned, "error", JsonValue.NULL).equals(offer)) {
                    return returned.getString("error");
                }
            } else {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
        }
        return "";
    }
}
