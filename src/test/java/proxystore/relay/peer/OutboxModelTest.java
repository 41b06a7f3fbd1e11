package proxystore.relay.peer;

import static proxystore.relay.peer.ModelChecking.require;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.OutboxConfig;
import proxystore.relay.message.EncodedMessage;

/** Two senders, the ends of sends and the end of the connection, in the interleavings of short runs. */
class OutboxModelTest {
    /** Three messages. */
    private static final OutboxConfig LIMITS = new OutboxConfig(3, 1_024, 1_024, 1_024 * 1_024, Duration.ofSeconds(1));

    /** More than one sender sends in a run. */
    private static final int OF_ONE_SENDER = 4;

    /** Of both senders. The text of a message is its index, a digit. */
    private static final OutboundMessage[] MESSAGES = messages();

    private static OutboundMessage[] messages() {
        OutboundMessage[] messages = new OutboundMessage[2 * OF_ONE_SENDER];
        Arrays.setAll(messages, i -> OutboundMessage.ofRelay(EncodedMessage.of(String.valueOf(i))));
        return messages;
    }

    @Test
    void eachAcceptedMessageEndsInOneWayAndInOrder() {
        ModelChecking.check(OneOutbox.class, 2, 20, 200);
    }

    /** An outbox between its transport and its owner. */
    public static class OneOutbox {
        private final OutboxBudget budget = new OutboxBudget(LIMITS);
        private final Events events = new Events();
        private final Ends ends = new Ends();
        private final Outbox outbox = new Outbox(ends, ends, LIMITS, budget, () -> 1);

        @Operation(nonParallelGroup = "first sender")
        public void firstSends() {
            send(0);
        }

        @Operation(nonParallelGroup = "second sender")
        public void secondSends() {
            send(1);
        }

        private void send(int sender) {
            int number = events.nextOf(sender);
            events.offered(number, outbox.offer(MESSAGES[number]) == null);
        }

        @Operation
        public void sendEnds() {
            end(null);
        }

        @Operation
        public void sendFails() {
            end(new IOException("expected"));
        }

        private void end(@Nullable Throwable failure) {
            Transport.SendListener listener = events.endSend(failure == null);
            if (listener != null) {
                listener.sent(failure);
                events.reported(listener);
            }
        }

        /** As a container may that fails a send whose end it has reported. */
        @Operation
        public void sendFailsLate() {
            Transport.SendListener listener = events.ended();
            if (listener != null) {
                listener.sent(new IOException("expected"));
            }
        }

        @Operation
        public void close() {
            outbox.close("closed");
        }

        @Operation
        public void abandon() {
            events.abandoning();
            outbox.abandon("abandoned");
        }

        @Validate
        public void eachAcceptedMessageEndsInOneWayAndInOrder() {
            while (events.isSending()) {
                end(null);
            }
            events.check();
            require(outbox.inFlightNanos() == 0, "a send is in flight");
            require(budget.heldBytes() == 0, budget.heldBytes() + " bytes are held");
        }

        /** The transport and the owner. Every other send ends within the transport's call. */
        private final class Ends extends QuietTransport implements Outbox.Owner {
            @Override
            public void send(EncodedMessage text, SendListener listener) {
                if (events.beginSend(text, listener)) {
                    listener.sent(null);
                }
            }

            @Override
            public void sending(OutboundMessage outbound, long nowNanos) {}

            @Override
            public void undelivered(OutboundMessage outbound, String reason) {
                events.undelivered(outbound);
                budget.release(outbound);
            }

            @Override
            public void uncertain(OutboundMessage outbound) {
                events.uncertain(outbound);
            }

            @Override
            public void sendFailed(Throwable failure) {
                outbox.close("failed");
            }

            @Override
            public void drained() {}
        }
    }

    /** What has happened, by the number of the message. */
    static final class Events {
        private static final int NONE = -1;

        private final int[] sequence = new int[2];
        private final boolean[] accepted = new boolean[MESSAGES.length];
        private final int[] arrived = new int[MESSAGES.length];
        private final int[] undelivered = new int[MESSAGES.length];
        private final int[] uncertain = new int[MESSAGES.length];
        /** The last message of each sender whose send has begun. */
        private final int[] last = {NONE, NONE};

        private int sends;
        /** Of the send in flight; null if there is none. */
        private Transport.@Nullable SendListener listener;
        /** Of a send that has ended; null if there is none. */
        private Transport.@Nullable SendListener ended;

        private int sending = NONE;
        /** Whether the outbox may forget the send in flight. */
        private boolean abandoned;

        private String wrong = "";

        synchronized int nextOf(int sender) {
            return sender * OF_ONE_SENDER + sequence[sender]++;
        }

        synchronized void offered(int number, boolean isAccepted) {
            accepted[number] = isAccepted;
        }

        /** Returns whether it ends at once. */
        synchronized boolean beginSend(EncodedMessage text, Transport.SendListener sent) {
            int number = number(text);
            int sender = number / OF_ONE_SENDER;
            if (listener != null && !abandoned) {
                wrong += " " + number + " was sent during " + sending;
            }
            if (last[sender] >= number) {
                wrong += " " + number + " was sent after " + last[sender];
            }
            last[sender] = number;
            if (++sends % 2 == 0) {
                arrived[number]++;
                return true;
            }
            listener = sent;
            sending = number;
            return false;
        }

        synchronized boolean isSending() {
            return listener != null;
        }

        synchronized Transport.@Nullable SendListener endSend(boolean arrives) {
            Transport.SendListener current = listener;
            listener = null;
            if (current != null) {
                arrived[sending] += arrives ? 1 : 0;
            }
            return current;
        }

        /** The end of this send has been reported. */
        synchronized void reported(Transport.SendListener listenerOfIt) {
            ended = listenerOfIt;
        }

        synchronized Transport.@Nullable SendListener ended() {
            return ended;
        }

        synchronized void abandoning() {
            abandoned = true;
        }

        synchronized void undelivered(OutboundMessage outbound) {
            undelivered[number(outbound.text())]++;
        }

        synchronized void uncertain(OutboundMessage outbound) {
            uncertain[number(outbound.text())]++;
        }

        private static int number(EncodedMessage text) {
            return text.text().charAt(0) - '0';
        }

        synchronized void check() {
            require(wrong.isEmpty(), wrong);
            for (int i = 0; i < MESSAGES.length; i++) {
                boolean mayArrive = arrived[i] + uncertain[i] > 0; // an abandoned one may arrive
                boolean once = arrived[i] <= 1 && uncertain[i] <= 1 && undelivered[i] + (mayArrive ? 1 : 0) == 1;
                boolean never = arrived[i] + uncertain[i] + undelivered[i] == 0;
                require(
                        accepted[i] ? once : never,
                        i + ": accepted " + accepted[i] + ", arrived " + arrived[i] + ", undelivered " + undelivered[i]
                                + ", uncertain " + uncertain[i]);
            }
        }
    }
}
