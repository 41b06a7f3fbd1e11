package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Messages that many senders send to one receiver at the same time, and the account of them: each is delivered or
 * returned, never both, and those of one sender arrive in its order.
 */
final class Burst {
    /** They write for all senders. */
    private static final int THREADS = 8;

    private final List<TestEndpoint> senders;
    private final TestEndpoint receiver;
    private final int messagesEach;
    private final String filling;
    /** Each sender's messages, ready to be written; emptied by {@link #send}. */
    private final List<List<byte[]>> frames = new ArrayList<>();
    /** By sender: the number of the message that may be delivered next. */
    private final Map<String, Integer> next = new HashMap<>();
    /** Sender and number of each message that was returned. */
    private final Set<String> returned = new HashSet<>();

    private int delivered;
    /** Why a message was returned; empty if none was. */
    private String lastReason = "";

    /**
     * Prepares the messages.
     *
     * @param bytes of each message, roughly
     */
    Burst(List<TestEndpoint> senders, TestEndpoint receiver, int messagesEach, int bytes) {
        this.senders = senders;
        this.receiver = receiver;
        this.messagesEach = messagesEach;
        int envelope = message(senders.get(0), "", 0).toString().length();
        this.filling = TestMessages.sdp(bytes).substring(0, Math.max(0, bytes - envelope));
        for (TestEndpoint sender : senders) {
            next.put(sender.uuid().toString(), 0);
            frames.add(IntStream.range(0, messagesEach)
                    .mapToObj(i -> message(sender, filling, i).toString().getBytes(StandardCharsets.UTF_8))
                    .map(utf8 -> WebSocketFrames.masked(WebSocketFrames.TEXT, true, utf8))
                    .toList());
        }
    }

    private JsonObject message(TestEndpoint sender, String description, int number) {
        return TestMessages.with(
                TestMessages.peerConnection(sender.uuid(), receiver.uuid(), "offer", description),
                "source_name",
                String.valueOf(number));
    }

    int size() {
        return senders.size() * messagesEach;
    }

    int delivered() {
        return delivered;
    }

    /** Writes all messages, each sender's in order and the senders in turn. */
    Burst send() {
        List<CompletableFuture<Void>> writing = IntStream.range(0, THREADS)
                .mapToObj(thread -> CompletableFuture.runAsync(
                        () -> write(thread), task -> new Thread(task, "burst-" + thread).start()))
                .toList();
        writing.forEach(CompletableFuture::join);
        frames.clear();
        return this;
    }

    private void write(int thread) {
        for (int i = 0; i < messagesEach; i++) {
            for (int sender = thread; sender < senders.size(); sender += THREADS) {
                senders.get(sender).peer().sendRaw(frames.get(sender).get(i));
            }
        }
    }

    /**
     * Takes what the relay has returned so far: a message that was refused comes before a message that its sender sends to
     * itself afterwards.
     */
    Burst collectReturned() {
        List<JsonObject> markers = senders.stream()
                .map(sender -> TestMessages.with(
                        sender.offer(sender.uuid()),
                        "description",
                        UUID.randomUUID().toString()))
                .toList();
        for (int i = 0; i < markers.size(); i++) {
            senders.get(i).peer().send(markers.get(i));
        }
        for (int i = 0; i < markers.size(); i++) {
            TestPeer peer = senders.get(i).peer();
            for (JsonObject message = peer.expectMessage();
                    !message.equals(markers.get(i));
                    message = peer.expectMessage()) {
                acceptReturned(senders.get(i), message);
            }
        }
        return this;
    }

    private void acceptReturned(TestEndpoint sender, JsonObject message) {
        int number = Integer.parseInt(message.getString("source_name"));
        assertThat(message.get("error")).isNotEqualTo(JsonValue.NULL);
        lastReason = message.getString("error");
        assertThat(TestMessages.with(message, "error", JsonValue.NULL)).isEqualTo(message(sender, filling, number));
        assertThat(returned.add(sender.uuid() + " " + number))
                .as("returned once: message %d of %s", number, sender.uuid())
                .isTrue();
    }

    /** Receives all messages that were not returned; then the receiver has nothing more. */
    Burst receive() {
        while (delivered < size() - returned.size()) {
            take(receiver.peer().expectMessage());
        }
        receiver.assertRegisteredAndQuiet();
        return this;
    }

    private void take(JsonObject message) {
        String sender = message.getString("source_uuid");
        int number = Integer.parseInt(message.getString("source_name"));
        int expected = next.getOrDefault(sender, 0);
        while (returned.contains(sender + " " + expected)) {
            expected++;
        }
        assertThat(number)
                .as("next message of %s that was not returned", sender)
                .isEqualTo(expected);
        assertThat(message.getString("description")).isEqualTo(filling);
        assertThat(message.get("error")).isEqualTo(JsonValue.NULL);
        next.put(sender, number + 1);
        delivered++;
    }

    void assertNoneReturned() {
        assertThat(returned.size())
                .as("returned of %d messages, the last because %s", size(), lastReason)
                .isZero();
    }
}
