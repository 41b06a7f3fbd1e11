package proxystore.relay.standalone.frames;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.IOEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.standalone.Failing;

/** With a real selector, whose thread handles each received text as the test says. */
class WriteCoalescingSelectorHandlerTest {
    private static final int WRITES = 4 * WriteCoalescingSelectorHandler.MAX_DEFERRED;

    private final List<String> noted = new CopyOnWriteArrayList<>();
    private final Meeting gate = new Meeting(2);
    /** Whether the next event fails. */
    private final AtomicBoolean failing = new AtomicBoolean();

    private volatile Consumer<String> handling = text -> {};
    /** The number of writes that a test has deferred; owned by the selector thread. */
    private int deferred = 1;

    private final TestTransport transport = new TestTransport(
            new FailingStrategy(), new WriteCoalescingSelectorHandler(), (text, context) -> handling.accept(text));

    @BeforeEach
    void start() throws IOException {
        transport.start();
    }

    @AfterEach
    void stop() throws IOException {
        transport.close();
    }

    @Test
    void writesOfASelectionAreDeferredUntilAllOfItIsRead() throws Exception {
        handling = text -> {
            noted.add("read");
            WriteCoalescingSelectorHandler.deferWrite(() -> noted.add("write"));
            waitIfFirst(text);
        };
        Socket second = connect();
        Socket third = connect();
        holdSelector();
        write(second, "x");
        write(third, "x");
        gate.await();
        await().until(() -> noted.size() == 6);
        assertThat(noted).containsExactly("read", "write", "read", "read", "write", "write");
    }

    @Test
    void receivedTextsAreHandledInTheOrderOfTheirArrival() throws Exception {
        handling = text -> {
            noted.add(text);
            waitIfFirst(text);
        };
        List<Socket> others = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            others.add(connect());
            write(others.get(i), "hello"); // once this is read, the selector knows the client
        }
        await().until(() -> noted.size() == others.size());
        noted.clear();
        Collections.shuffle(others, new Random(1));
        holdSelector();
        List<String> sent = new ArrayList<>(List.of("first"));
        for (Socket client : others) {
            sent.add(String.valueOf(client.getLocalPort()));
            write(client, sent.get(sent.size() - 1));
        }
        gate.await();
        await().until(() -> noted.size() == sent.size());
        assertThat(noted).isEqualTo(sent);
    }

    @Test
    void aFailedEventDoesNotAffectOtherConnections() throws Exception {
        handling = text -> {
            noted.add(text);
            waitIfFirst(text);
        };
        Socket second = connect();
        Socket third = connect();
        holdSelector();
        write(second, "second");
        write(third, "third");
        failing.set(true);
        gate.await();
        await().until(() -> noted.size() == 2);
        assertThat(noted).containsExactly("first", "third");
    }

    @Test
    void aThreadThatDoesNotSelectWritesAtOnce() {
        WriteCoalescingSelectorHandler.deferWrite(() -> noted.add("write"));
        assertThat(noted).containsExactly("write");
    }

    @Test
    void writesAreDeferredUpToTheLimit() throws Exception {
        handling = text -> {
            for (int i = 0; i < WriteCoalescingSelectorHandler.MAX_DEFERRED - 1; i++) {
                WriteCoalescingSelectorHandler.deferWrite(() -> noted.add("write"));
            }
            noted.add("one less");
            WriteCoalescingSelectorHandler.deferWrite(() -> noted.add("write"));
            noted.add("full");
            WriteCoalescingSelectorHandler.deferWrite(() -> noted.add("write"));
            noted.add("read");
        };
        write(connect(), "x");
        await().until(() -> noted.size() == WriteCoalescingSelectorHandler.MAX_DEFERRED + 4);
        assertThat(noted.subList(0, 1)).containsExactly("one less");
        assertThat(noted.subList(1, WriteCoalescingSelectorHandler.MAX_DEFERRED + 1))
                .containsOnly("write");
        assertThat(noted.subList(WriteCoalescingSelectorHandler.MAX_DEFERRED + 1, noted.size()))
                .containsExactly("full", "read", "write");
    }

    @Test
    void aWriteThatAnotherWriteDefersIsWritten() throws Exception {
        handling = text -> WriteCoalescingSelectorHandler.deferWrite(() -> {
            noted.add("first");
            WriteCoalescingSelectorHandler.deferWrite(() -> noted.add("second"));
            noted.add("of the first");
        });
        write(connect(), "x");
        await().until(() -> noted.size() == 3);
        assertThat(noted).containsExactly("first", "of the first", "second");
    }

    @Test
    void writesThatDeferManyOthersDoNotNest() throws Exception {
        handling = text -> WriteCoalescingSelectorHandler.deferWrite(this::writeAndDeferMany);
        write(connect(), "x");
        await().until(() -> noted.size() == 2 * WRITES);
        assertThat(noted).containsOnly("begins", "ends");
        assertThat(noted.get(0)).isEqualTo("begins");
        for (int i = 1; i < noted.size(); i++) {
            assertThat(noted.get(i)).isNotEqualTo(noted.get(i - 1));
        }
    }

    /** Fills the queue until all writes have been deferred. */
    private void writeAndDeferMany() {
        noted.add("begins");
        for (int i = 0; i < WriteCoalescingSelectorHandler.MAX_DEFERRED && deferred < WRITES; i++) {
            deferred++;
            WriteCoalescingSelectorHandler.deferWrite(this::writeAndDeferMany);
        }
        noted.add("ends");
    }

    @Test
    void aWriteThatThrowsDoesNotAffectOtherWrites() throws Exception {
        handling = text -> {
            WriteCoalescingSelectorHandler.deferWrite(() -> {
                throw new IllegalStateException("expected in the log of this test");
            });
            WriteCoalescingSelectorHandler.deferWrite(() -> noted.add(text));
        };
        Socket client = connect();
        write(client, "1");
        await().until(() -> noted.size() == 1);
        write(client, "2");
        await().until(() -> noted.size() == 2);
        assertThat(noted).containsExactly("1", "2");
    }

    /** Blocks the selector thread, so that what is written from now on is selected together once the gate opens. */
    private void holdSelector() throws Exception {
        write(connect(), "first");
        gate.await();
    }

    private void waitIfFirst(String text) {
        if (text.equals("first")) {
            gate.await(); // until the test knows that the thread is blocked, then until the test lets it continue
            gate.await();
        }
    }

    private Socket connect() throws Exception {
        return transport.connectAccepted();
    }

    private static void write(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(UTF_8));
    }

    private final class FailingStrategy extends AcceptBackoffStrategy {
        FailingStrategy() {
            super(Failing.LAST_RESORT, new AcceptLimit(Integer.MAX_VALUE));
        }

        @Override
        @SuppressWarnings("rawtypes") // as Grizzly declares it
        public boolean executeIoEvent(Connection connection, IOEvent event, boolean enabled) throws IOException {
            if (failing.getAndSet(false)) {
                throw new IllegalStateException("expected in the log of this test");
            }
            return super.executeIoEvent(connection, event, enabled);
        }
    }
}
