package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * More messages than the relay can hold for a receiver that does not read: its outbox (16 MiB) and the
 * kernel's buffers overflow, and the rest is returned.
 */
final class Flood {
    /** Characters; large enough that the kernel's buffers are full after a few hundred. */
    private static final int DESCRIPTION_CHARS = 32_000;

    /** After each burst the sender waits for a message to itself, so that returned messages never overflow its own outbox. */
    private static final int BURST = 32;

    /** After this number of bursts in a row that are returned completely the relay takes no more messages. */
    private static final int FULL_BURSTS = 4;

    /**
     * Messages; 16 MiB of outbox and twice 36 MiB of kernel buffers, behind a proxy, are some 2,800. Linux 6.18 has a receive
     * buffer grow to 32 MiB and a send buffer to 4 MiB (tcp_rmem, tcp_wmem).
     */
    private static final int LIMIT = 4_000;

    private static final String FILLING = TestMessages.sdp(DESCRIPTION_CHARS);

    private final TestEndpoint sender;
    private final UUID receiver;
    /** By description, in the order of sending. */
    private final Map<String, JsonObject> sent = new LinkedHashMap<>();
    /** By description, in the order of their return. */
    private final Map<String, JsonObject> returned = new LinkedHashMap<>();

    /** Number of a message; -1 before the first. */
    private int lastDelivered = -1;

    /** Descriptions. */
    private final List<String> lastBurst = new ArrayList<>();

    Flood(TestEndpoint sender, UUID receiver) {
        this.sender = sender;
        this.receiver = receiver;
    }

    Map<String, JsonObject> sent() {
        return sent;
    }

    Map<String, JsonObject> returned() {
        return returned;
    }

    Flood untilOneIsReturned() {
        while (returned.isEmpty()) {
            assertThat(sent.size()).as("messages that went nowhere").isLessThan(LIMIT);
            burst();
        }
        return this;
    }

    /** Sends until the kernel takes nothing more either: the outbox is full and stays full. */
    Flood untilAllAreReturned() {
        burst();
        for (int full = 0; full < FULL_BURSTS; ) {
            assertThat(sent.size()).as("messages sent").isLessThan(LIMIT);
            List<String> before = List.copyOf(lastBurst);
            burst();
            full = returned.keySet().containsAll(before) ? full + 1 : 0;
        }
        return this;
    }

    Flood burst() {
        lastBurst.clear();
        for (int i = 0; i < BURST; i++) {
            JsonObject message = TestMessages.with(sender.offer(receiver), "description", sent.size() + " " + FILLING);
            sent.put(message.getString("description"), message);
            lastBurst.add(message.getString("description"));
            sender.peer().send(message);
        }
        JsonObject marker = TestMessages.with(
                sender.offer(sender.uuid()), "description", UUID.randomUUID().toString());
        sender.peer().send(marker);
        for (JsonObject next = sender.peer().expectMessage();
                !next.equals(marker);
                next = sender.peer().expectMessage()) {
            acceptReturned(next);
        }
        return this;
    }

    /** Accepts a returned message: one that was sent, once, unchanged but for a reason. */
    void acceptReturned(JsonObject message) {
        String description = message.getString("description");
        JsonObject original = sent.get(description);
        assertThat(original).as("the original of %s", description).isNotNull();
        assertThat(message.get("error")).isNotEqualTo(JsonValue.NULL);
        assertThat(message.getString("error")).isNotBlank();
        assertThat(TestMessages.with(message, "error", JsonValue.NULL)).isEqualTo(original);
        assertThat(returned.put(description, message)).as("returned twice").isNull();
    }

    /** Waits until each message has been returned or has arrived unchanged and in its order. */
    void awaitAll(TestPeer reading) {
        Set<String> open = new LinkedHashSet<>(sent.keySet());
        open.removeAll(returned.keySet());
        await("each message is delivered or returned").until(() -> {
            while (reading.waiting() > 0) {
                JsonObject message = reading.expectMessage();
                String description = message.getString("description");
                assertThat(message).isEqualTo(sent.get(description));
                assertThat(number(description)).as("order").isGreaterThan(lastDelivered);
                lastDelivered = number(description);
                assertThat(open.remove(description))
                        .as("delivered and returned")
                        .isTrue();
            }
            while (sender.peer().waiting() > 0) {
                JsonObject message = sender.peer().expectMessage();
                acceptReturned(message);
                assertThat(open.remove(message.getString("description")))
                        .as("returned and delivered")
                        .isTrue();
            }
            return open.isEmpty();
        });
    }

    private static int number(String description) {
        return Integer.parseInt(description, 0, description.indexOf(' '), 10);
    }
}
