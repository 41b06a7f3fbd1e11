package proxystore.relay.scenario;

import static proxystore.relay.scenario.Patience.await;

import jakarta.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * More messages than a relay's heap holds, for registered receivers that read nothing.
 *
 * @param receivers the number of clients that read nothing
 * @param senders the number of clients that send, each on a thread of its own
 * @param messageChars of each message's description
 * @param messagesOfEach the number of messages of each sender
 */
record Overload(int receivers, int senders, int messageChars, int messagesOfEach) {
    /** Far above what an idle machine needs for some hundred megabytes. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Sends until the senders are done or closed, the relay is out of memory, or its process has ended. */
    void run(RelayUnderTest relay, Peers offenders) {
        List<Thread> threads = begin(offenders);
        await("the senders are done, the relay is out of memory, or it is gone")
                .atMost(LIMIT)
                .until(() -> threads.stream().noneMatch(Thread::isAlive)
                        || relay.process().log().contains("OutOfMemoryError")
                        || !relay.process().process().isAlive());
    }

    /** Sends on threads of its own until the senders are done or closed. */
    List<Thread> begin(Peers offenders) {
        List<UUID> stuck = new ArrayList<>();
        for (int i = 0; i < receivers; i++) {
            TestEndpoint receiver = offenders.register(
                    ClientGeneration.V1_0, offenders.handshake().receiveBuffer(4096));
            receiver.peer().freeze();
            stuck.add(receiver.uuid());
        }
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            TestEndpoint sender = offenders.register(ClientGeneration.V1_0);
            sender.peer().ignoringPings(); // the relay may end at any time
            Thread thread = new Thread(() -> send(sender, stuck), "overload-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    private void send(TestEndpoint sender, List<UUID> stuck) {
        JsonObject message =
                TestMessages.with(sender.offer(sender.uuid()), "description", TestMessages.sdp(messageChars));
        try {
            for (int i = 0; i < messagesOfEach; i++) {
                UUID receiver = stuck.get(i % stuck.size());
                sender.peer().send(TestMessages.with(message, "peer_uuid", receiver.toString()));
            }
        } catch (UncheckedIOException e) {
            // The relay has closed it, or is gone.
        }
    }

    /** Whether clients that come and go are served: each sends a message to the other. */
    static boolean serves(RelayAddress relay) {
        try (Peers peers = new Peers(relay)) {
            TestEndpoint first = peers.register(ClientGeneration.V0_5);
            TestEndpoint second = peers.register(ClientGeneration.V1_0);
            first.reaches(second);
            second.reaches(first);
            return true;
        } catch (AssertionError | UncheckedIOException e) {
            return false;
        }
    }
}
