package proxystore.relay.standalone.frames;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.standalone.Failing;

/** A real selector, with a filter that does what the test says about each text that comes. */
class WriteCoalescingSelectorHandlerTest {
    private static final int TIMEOUT_MS = 10_000;
    private static final int WRITES = 4 * WriteCoalescingSelectorHandler.MAX_WAITING;

    private final List<String> noted = new CopyOnWriteArrayList<>();
    private final List<Socket> clients = new ArrayList<>();
    private final Semaphore accepted = new Semaphore(0);
    private final Meeting gate = new Meeting(2);
    /** What is ready next makes its selection fail. */
    private final AtomicBoolean failing = new AtomicBoolean();

    private volatile Consumer<String> handling = text -> {};
    /** Owned by the selector thread: how many writes a test has had queued. */
    private int queued = 1;

    @SuppressWarnings("NullAway.Init")
    private TCPNIOTransport transport;

    private int port;

    @BeforeEach
    void start() throws IOException {
        transport = TCPNIOTransportBuilder.newInstance()
                .setProcessor(FilterChainBuilder.stateless()
                        .add(new TransportFilter())
                        .add(new BaseFilter() {
                            @Override
                            public NextAction handleAccept(FilterChainContext context) {
                                accepted.release();
                                return context.getInvokeAction();
                            }

                            @Override
                            public NextAction handleRead(FilterChainContext context) {
                                Buffer message = context.getMessage();
                                handling.accept(message.toStringContent(UTF_8));
                                return context.getStopAction();
                            }
                        })
                        .build())
                .setIOStrategy(new AcceptBackoffStrategy(Failing.LAST_RESORT) {
                    @Override
                    @SuppressWarnings("rawtypes") // as Grizzly declares it
                    public boolean executeIoEvent(Connection connection, IOEvent event, boolean enabled)
                            throws IOException {
                        if (failing.getAndSet(false)) {
                            throw new IllegalStateException("what the log shows is meant to be there");
                        }
                        return super.executeIoEvent(connection, event, enabled);
                    }
                })
                .setSelectorHandler(new WriteCoalescingSelectorHandler())
                .setSelectorRunnersCount(1)
                .build();
        transport.start();
        port = ((InetSocketAddress) transport.bind("127.0.0.1", 0).getLocalAddress()).getPort();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        transport.shutdownNow();
    }

    @Test
    void whatASelectionLeadsToIsWrittenAfterAllOfItIsRead() throws Exception {
        handling = text -> {
            noted.add("read");
            WriteCoalescingSelectorHandler.later(() -> noted.add("write"));
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
    void whatHasComeIsDealtWithInItsOrder() throws Exception {
        handling = text -> {
            noted.add(text);
            waitIfFirst(text);
        };
        List<Socket> others = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            others.add(connect());
            write(others.get(i), "hello"); // the selector knows this one, once it is read
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
    void aSelectionThatFailsLosesNothingOfTheOthers() throws Exception {
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
    void whoDoesNotSelectWritesAtOnce() {
        WriteCoalescingSelectorHandler.later(() -> noted.add("write"));
        assertThat(noted).containsExactly("write");
    }

    @Test
    void noMoreThanItsNumberWait() throws Exception {
        handling = text -> {
            for (int i = 0; i < WriteCoalescingSelectorHandler.MAX_WAITING - 1; i++) {
                WriteCoalescingSelectorHandler.later(() -> noted.add("write"));
            }
            noted.add("one less");
            WriteCoalescingSelectorHandler.later(() -> noted.add("write"));
            noted.add("full");
            WriteCoalescingSelectorHandler.later(() -> noted.add("write"));
            noted.add("read");
        };
        write(connect(), "x");
        await().until(() -> noted.size() == WriteCoalescingSelectorHandler.MAX_WAITING + 4);
        assertThat(noted.subList(0, 1)).containsExactly("one less");
        assertThat(noted.subList(1, WriteCoalescingSelectorHandler.MAX_WAITING + 1))
                .containsOnly("write");
        assertThat(noted.subList(WriteCoalescingSelectorHandler.MAX_WAITING + 1, noted.size()))
                .containsExactly("full", "read", "write");
    }

    @Test
    void whatAWriteLeadsToIsWrittenToo() throws Exception {
        handling = text -> WriteCoalescingSelectorHandler.later(() -> {
            noted.add("first");
            WriteCoalescingSelectorHandler.later(() -> noted.add("second"));
            noted.add("of the first");
        });
        write(connect(), "x");
        await().until(() -> noted.size() == 3);
        assertThat(noted).containsExactly("first", "of the first", "second");
    }

    @Test
    void writesThatLeadToManyOthersDoNotNest() throws Exception {
        handling = text -> WriteCoalescingSelectorHandler.later(this::writeAndLeadToMany);
        write(connect(), "x");
        await().until(() -> noted.size() == 2 * WRITES);
        assertThat(noted).containsOnly("begins", "ends");
        assertThat(noted.get(0)).isEqualTo("begins");
        for (int i = 1; i < noted.size(); i++) {
            assertThat(noted.get(i)).isNotEqualTo(noted.get(i - 1));
        }
    }

    /** Fills the queue as long as there is something to write. */
    private void writeAndLeadToMany() {
        noted.add("begins");
        for (int i = 0; i < WriteCoalescingSelectorHandler.MAX_WAITING && queued < WRITES; i++) {
            queued++;
            WriteCoalescingSelectorHandler.later(this::writeAndLeadToMany);
        }
        noted.add("ends");
    }

    @Test
    void aWriteThatThrowsLosesNoOther() throws Exception {
        handling = text -> {
            WriteCoalescingSelectorHandler.later(() -> {
                throw new IllegalStateException("what the log shows is meant to be there");
            });
            WriteCoalescingSelectorHandler.later(() -> noted.add(text));
        };
        Socket client = connect();
        write(client, "1");
        await().until(() -> noted.size() == 1);
        write(client, "2");
        await().until(() -> noted.size() == 2);
        assertThat(noted).containsExactly("1", "2");
    }

    /** What is written from now on waits in its sockets for the next selection, which comes once the gate lets it. */
    private void holdSelector() throws Exception {
        write(connect(), "first");
        gate.await();
    }

    private void waitIfFirst(String text) {
        if (text.equals("first")) {
            gate.await(); // until the test has come there, and then until it has done its part
            gate.await();
        }
    }

    private Socket connect() throws Exception {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        clients.add(client);
        assertThat(accepted.tryAcquire(TIMEOUT_MS, TimeUnit.MILLISECONDS)).isTrue();
        return client;
    }

    private static void write(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(UTF_8));
    }
}
