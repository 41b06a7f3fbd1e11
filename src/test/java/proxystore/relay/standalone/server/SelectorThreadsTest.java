package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.ChannelConfigurator;
import org.glassfish.grizzly.nio.DefaultSelectorHandler;
import org.glassfish.grizzly.nio.NIOTransport;
import org.glassfish.grizzly.nio.SelectorRunner;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.standalone.frames.AcceptBackoffStrategy;
import proxystore.relay.standalone.frames.AcceptLimit;
import proxystore.relay.standalone.frames.TestTransport;

/** With one real selector thread, which echoes each text and throws Errors where the test says. */
class SelectorThreadsTest {
    private final List<String> reasons = new CopyOnWriteArrayList<>();
    private final AtomicReference<Error> whenHandling = new AtomicReference<>();
    private final AtomicReference<Error> whenSelecting = new AtomicReference<>();
    private final AtomicReference<Error> whenAccepting = new AtomicReference<>();
    /** The number of calls in which the last resort itself throws, as only a test makes it. */
    private final AtomicInteger throwing = new AtomicInteger();

    private final AcceptBackoffStrategy accepting =
            new AcceptBackoffStrategy(this::cannotContinue, new AcceptLimit(Integer.MAX_VALUE));

    private final TestTransport transport = new TestTransport(
            accepting,
            new DefaultSelectorHandler() {
                @Override
                public Set<SelectionKey> select(SelectorRunner runner) throws IOException {
                    Set<SelectionKey> ready = super.select(runner);
                    throwOnce(whenSelecting);
                    return ready;
                }
            },
            (text, context) -> {
                throwOnce(whenHandling);
                context.write(Buffers.wrap(null, text));
            });

    private void cannotContinue(String reason, Throwable error) {
        reasons.add(reason + ": " + error.getMessage());
        if (throwing.getAndDecrement() > 0) {
            throw new OutOfMemoryError("still none");
        }
    }

    private static void throwOnce(AtomicReference<Error> error) {
        Error thrown = error.getAndSet(null);
        if (thrown != null) {
            throw thrown;
        }
    }

    @BeforeEach
    void start() throws IOException {
        transport.grizzly().setChannelConfigurator(new ChannelConfigurator() {
            private final ChannelConfigurator usual = TCPNIOTransport.DEFAULT_CHANNEL_CONFIGURATOR;

            @Override
            public void preConfigure(NIOTransport transport, SelectableChannel channel) throws IOException {
                if (channel instanceof SocketChannel) {
                    throwOnce(whenAccepting);
                }
                usual.preConfigure(transport, channel);
            }

            @Override
            public void postConfigure(NIOTransport transport, SelectableChannel channel) throws IOException {
                usual.postConfigure(transport, channel);
            }
        });
        SelectorThreads.watch(transport.grizzly(), "watched", this::cannotContinue);
        transport.start();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        transport.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("watched")));
    }

    @Test
    void anErrorWhileHandlingAConnectionEndsOnlyThatConnection() throws IOException {
        Socket other = connect();
        Socket one = connect();
        expectEcho(other);
        expectEcho(one);
        whenHandling.set(new OutOfMemoryError("expected in the log of this test"));

        expectEnd(one);
        expectEcho(other);
        expectEcho(connect());
        assertThat(reasons).isEmpty();
    }

    @Test
    void aClassThatCannotBeUsedIsReportedToTheLastResort() throws IOException {
        Socket one = connect();
        whenHandling.set(new NoClassDefFoundError("Could not initialize class"));

        expectEnd(one);
        await().until(() -> !reasons.isEmpty());
        assertThat(reasons).containsExactly("a class cannot be used: Could not initialize class");
    }

    @Test
    void aClassThatCannotBeUsedToAcceptIsReportedToTheLastResort() throws IOException {
        whenAccepting.set(new ExceptionInInitializerError("too many open files"));
        connect();

        await().until(() -> !reasons.isEmpty());
        assertThat(reasons).containsExactly("a class cannot be used: too many open files");
    }

    @Test
    void anErrorInTheSelectorLoopIsReportedToTheLastResort() throws IOException {
        whenSelecting.set(new OutOfMemoryError("no heap"));
        connect();

        await().until(() -> !reasons.isEmpty());
        assertThat(reasons).containsExactly("a selector loop was interrupted: no heap");
    }

    @Test
    void anErrorThatEndsASelectorThreadIsReportedToTheLastResort() throws IOException {
        throwing.set(1);
        whenSelecting.set(new OutOfMemoryError("no heap"));
        connect();

        await().until(() -> reasons.size() == 2);
        assertThat(reasons)
                .containsExactly("a selector loop was interrupted: no heap", "a selector thread has ended: still none");
    }

    @Test
    void anErrorWhileAcceptingPausesAccepting() throws IOException {
        Socket early = connect();
        expectEcho(early);
        whenAccepting.set(new OutOfMemoryError("no heap"));
        connect();
        await().until(() -> whenAccepting.get() == null);
        Socket late = connect();
        expectEcho(early);

        await().until(() -> {
            accepting.resume();
            return transport.grizzly().getIOStrategy() == accepting && answers(late);
        });
        assertThat(reasons).isEmpty();
    }

    private Socket connect() throws IOException {
        return transport.connect();
    }

    private static void expectEcho(Socket client) throws IOException {
        assertThat(answers(client)).isTrue();
    }

    private static boolean answers(Socket client) throws IOException {
        client.getOutputStream().write('x');
        return client.getInputStream().read() == 'x';
    }

    private static void expectEnd(Socket client) throws IOException {
        client.getOutputStream().write('x');
        try {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }
}
