package proxystore.relay.peer;

import static proxystore.relay.peer.ModelChecking.require;

import java.time.Duration;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import proxystore.relay.auth.User;
import proxystore.relay.config.OutboxConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.message.EncodedMessage;

/** The limits of connections and memory between threads, in all interleavings of short runs. */
class AdmissionModelTest {
    /** More than Lincheck has threads, whose numbers begin with 0. */
    private static final int THREADS = 8;

    private static final User ALICE = new User("alice", "Alice");

    @Test
    void receivedBytesAreCountedAsIfOneThreadCountedThem() {
        ModelChecking.check(ReceivedBytes.class, 3, 12, 100);
    }

    @Test
    void bytesInOutboxesAreCountedAsIfOneThreadCountedThem() {
        ModelChecking.check(OutboxBytes.class, 3, 12, 100);
    }

    @Test
    void connectionsOfAnOwnerAreCountedAsIfOneThreadCountedThem() {
        ModelChecking.check(OwnedConnections.class, 3, 12, 100);
    }

    @Test
    void connectionsOfARelayAreCountedAsIfOneThreadCountedThem() {
        ModelChecking.check(AllConnections.class, 3, 12, 100);
    }

    @Test
    void nothingOfAConnectionThatHasLeftIsCounted() {
        ModelChecking.check(LeavingConnection.class, 3, 12, 100);
    }

    /** Each thread releases what it has reserved. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "bytes", gen = IntGen.class, conf = "1:4")
    public static class ReceivedBytes {
        private final ReceivedBudget budget = new ReceivedBudget(4);
        private final int[] reserved = new int[THREADS];

        @Operation
        public boolean reserve(@Param(name = "thread") int thread, @Param(name = "bytes") int bytes) {
            boolean room = budget.reserve(bytes);
            reserved[thread] += room ? bytes : 0;
            return room;
        }

        @Operation
        public void release(@Param(name = "thread") int thread) {
            budget.release(reserved[thread]);
            reserved[thread] = 0;
        }

        @Validate
        public void onlyWhatIsReservedIsCounted() {
            require(budget.heldBytes() == sum(reserved), budget.heldBytes());
        }
    }

    /** Each thread releases the messages that it has reserved. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "chars", gen = IntGen.class, conf = "0:2")
    public static class OutboxBytes {
        /** Room for one of the longest messages, or two of the shortest. The relay's own messages may take twice as much. */
        private static final OutboxConfig LIMITS = new OutboxConfig(9, 1_024, 1_024, 1_024, Duration.ofSeconds(1));

        private static final OutboundMessage[] MESSAGES = {message(0), message(300), message(512)};

        private final OutboxBudget budget = new OutboxBudget(LIMITS);
        private final int[][] reserved = new int[THREADS][MESSAGES.length];

        private static OutboundMessage message(int chars) {
            return OutboundMessage.ofRelay(EncodedMessage.of("x".repeat(chars)));
        }

        @Operation
        public boolean reserve(@Param(name = "thread") int thread, @Param(name = "chars") int message) {
            boolean room = budget.reserve(MESSAGES[message], false) == null;
            reserved[thread][message] += room ? 1 : 0;
            return room;
        }

        @Operation
        public void release(@Param(name = "thread") int thread, @Param(name = "chars") int message) {
            if (reserved[thread][message] > 0) {
                reserved[thread][message]--;
                budget.release(MESSAGES[message]);
            }
        }

        @Validate
        public void onlyWhatIsReservedIsCounted() {
            long bytes = 0;
            for (int[] ofThread : reserved) {
                for (int i = 0; i < MESSAGES.length; i++) {
                    bytes += (long) ofThread[i] * MESSAGES[i].heldBytes();
                }
            }
            require(budget.heldBytes() == bytes, budget.heldBytes());
        }
    }

    /** Each thread ends the connections that it has opened. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class OwnedConnections {
        private final ConnectionCounts counts = new ConnectionCounts(2);
        private final int[] opened = new int[THREADS];

        @Operation
        public boolean acquire(@Param(name = "thread") int thread) {
            opened[thread]++;
            return counts.acquire("owner");
        }

        @Operation
        public void release(@Param(name = "thread") int thread) {
            if (opened[thread] > 0) {
                opened[thread]--;
                counts.release("owner");
            }
        }

        @Validate
        public void nothingIsCountedInTheEnd() {
            for (int left = sum(opened); left > 0; left--) {
                counts.release("owner");
            }
            require(counts.acquire("owner"), "two are still counted");
            require(counts.acquire("owner"), "one is still counted");
            require(!counts.acquire("owner"), "too few are counted");
        }
    }

    /** Each thread ends the connections that it has opened. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class AllConnections {
        private static final String ADDRESS = "192.0.2.1:1";

        private final AdmissionControl control = new AdmissionControl(RelayConfig.defaults(), 2, () -> 0);
        private final int[] opened = new int[THREADS];

        @Operation
        public boolean enter(@Param(name = "thread") int thread) {
            opened[thread]++;
            return control.enter(ADDRESS) == null;
        }

        @Operation
        public void leave(@Param(name = "thread") int thread) {
            if (opened[thread] > 0) {
                opened[thread]--;
                control.leave(ADDRESS);
            }
        }

        @Validate
        public void onlyOpenConnectionsAreCounted() {
            require(control.connections() == sum(opened), control.connections());
        }
    }

    /** One thread receives, one ends the connection, and one reports that its TCP connection is gone. */
    public static class LeavingConnection {
        private static final RelayConfig CONFIG = RelayConfig.of(
                Map.of("admission.max_user_connections", "1", "admission.max_received_bytes", "1048576"));

        private final AdmissionControl control = new AdmissionControl(CONFIG, 0, () -> 0);
        private final Admission admission = new Admission(CONFIG, control, "192.0.2.1:1", () -> 0);
        private boolean ended;

        @Operation(nonParallelGroup = "receiving")
        public void register() {
            admission.registers(ALICE, false);
        }

        @Operation(nonParallelGroup = "receiving")
        public void messageGrows() {
            admission.messageBegins();
            admission.messageGrows(1_000);
        }

        @Operation(nonParallelGroup = "receiving")
        public void messageEnds() {
            admission.messageEnds();
        }

        @Operation(runOnce = true, nonParallelGroup = "ending")
        public void end() {
            ended = true;
            admission.ends();
        }

        @Operation
        public void leave() {
            admission.leave();
        }

        @Validate
        public void nothingIsCountedInTheEnd() {
            if (!ended) {
                admission.ends();
            }
            admission.leave();
            require(control.received().heldBytes() == 0, "its message is still counted");
            require(control.connections() == 0, "it is still counted");
            require(control.enterUser(ALICE), "it is still counted for its user");
        }
    }

    private static int sum(int[] numbers) {
        int sum = 0;
        for (int number : numbers) {
            sum += number;
        }
        return sum;
    }
}
