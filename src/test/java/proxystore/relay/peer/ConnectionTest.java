package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.LogLines;
import proxystore.relay.auth.User;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.message.Generation;
import proxystore.relay.message.Response;

class ConnectionTest {
    private static final CloseStatus STATUS = new CloseStatus(4000, "reason");
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final ConnectionFixture fixture = new ConnectionFixture();
    private final RecordingTransport transport = new RecordingTransport("192.0.2.1:1");
    private final Connection connection = fixture.open(transport);

    @RegisterExtension
    private final LogLines log = new LogLines(Connection.class);

    private void send(String... texts) {
        for (String text : texts) {
            assertThat(connection.send(fixture.message(text))).isNull();
        }
    }

    @Test
    void newConnectionIsOpenKnownAndUnregistered() {
        assertThat(connection.isOpen()).isTrue();
        assertThat(connection.client()).isNull();
        assertThat(connection.generation()).isEqualTo(Generation.V0_5);
        assertThat(connection.remoteAddress()).isEqualTo("192.0.2.1:1");
        assertThat(fixture.registry.connections()).containsExactly(connection);
        assertThat(fixture.registry.clients()).isEmpty();
    }

    @Test
    void registrationFixesTheGeneration() {
        Client client = fixture.client(connection, new UUID(0, 1), User.ANONYMOUS);
        connection.register(client, Generation.V1_0);
        assertThat(connection.client()).isSameAs(client);
        assertThat(connection.generation()).isEqualTo(Generation.V1_0);
    }

    @Test
    void closeEndsTheConnectionAtOnceAndTheTransportRemovesIt() {
        connection.close(STATUS);
        assertThat(connection.isOpen()).isFalse();
        assertThat(transport.closes()).containsExactly(STATUS);
        assertThat(fixture.listener.events()).containsExactly("ended: closed with 4000 reason");
        assertThat(fixture.registry.connections()).containsExactly(connection);
        connection.closed("closed with 4000 reason");
        assertThat(fixture.registry.connections()).isEmpty();
        assertThat(fixture.listener.events()).hasSize(1);
    }

    @Test
    void onlyTheFirstCloseCounts() {
        connection.close(STATUS);
        connection.close(CloseStatus.RELAY_STOPS);
        assertThat(transport.closes()).containsExactly(STATUS);
        assertThat(fixture.listener.events()).hasSize(1);
    }

    @Test
    void closeWaitsForNothing() {
        Deque<Runnable> background = new ArrayDeque<>();
        RecordingTransport other = new RecordingTransport("192.0.2.2:2");
        Connection slow = fixture.open(other, background::add);
        slow.close(STATUS);
        assertThat(slow.isOpen()).isFalse();
        assertThat(other.closes()).isEmpty();
        background.remove().run();
        assertThat(other.closes()).containsExactly(STATUS);
    }

    @Test
    void transportMayReportTheEndFromWithinItsClose() {
        transport.whenClosed(() -> connection.closed("closed with 4000"));
        connection.close(STATUS);
        assertThat(fixture.listener.events()).containsExactly("ended: closed with 4000 reason");
        assertThat(fixture.registry.connections()).isEmpty();
    }

    @Test
    void endOfTheTransportEndsTheConnectionOnce() {
        connection.closed("closed with 1000 bye");
        connection.closed("again");
        connection.close(STATUS);
        assertThat(connection.isOpen()).isFalse();
        assertThat(transport.closes()).isEmpty();
        assertThat(fixture.listener.events()).containsExactly("ended: closed with 1000 bye");
        assertThat(fixture.registry.connections()).isEmpty();
    }

    @Test
    void connectionEndsAlthoughNoBackgroundThreadRunsAnyMore() {
        Connection late = fixture.open(new RecordingTransport("192.0.2.2:2"), task -> {
            throw new RejectedExecutionException();
        });
        late.close(STATUS);
        assertThat(late.isOpen()).isFalse();
        assertThat(fixture.listener.events()).hasSize(1);
    }

    @Test
    void closeWithoutAThreadIsReplacedByACut() {
        ScarceThreads threads = new ScarceThreads();
        RecordingTransport other = new RecordingTransport("192.0.2.2:2");
        Connection unlucky = fixture.open(other, threads);
        unlucky.close(STATUS);
        assertThat(fixture.listener.events()).containsExactly("ended: closed with 4000 reason");
        connection.closed("not what this is about");
        fixture.tickAfter(ConnectionFixture.PONG_TIMEOUT.plusNanos(1));
        assertThat(fixture.registry.connections()).containsExactly(unlucky);
        threads.free();
        fixture.tickAfter(Duration.ZERO);
        assertThat(other.terminations()).isEqualTo(1);
        assertThat(fixture.registry.connections()).isEmpty();
    }

    @Test
    void closedConnectionSendsNothing() {
        connection.close(STATUS);
        assertThat(connection.send(OutboundMessage.ofRelay(EncodedMessage.of("a"))))
                .isEqualTo("its connection is being closed");
        assertThat(transport.sent()).isEmpty();
    }

    @Test
    void closeReturnsWaitingMessagesAndTheOneInFlightMayArrive() {
        transport.hold();
        send("a", "b");
        connection.close(STATUS);
        connection.closed("gone");
        assertThat(fixture.listener.events())
                .containsExactly("ended: closed with 4000 reason", "b undelivered: its connection is being closed");
        assertThat(fixture.registry.connections()).containsExactly(connection);
        transport.complete(null);
        assertThat(fixture.registry.connections()).isEmpty();
        assertThat(fixture.listener.events()).hasSize(2);
    }

    @Test
    void waitingMessagesAreReturnedWhenThePeerLeaves() {
        transport.hold();
        send("a", "b");
        connection.closed("reset");
        assertThat(fixture.listener.events())
                .containsExactly("ended: reset", "b undelivered: its connection was closed");
        transport.complete(new IOException("reset"));
        assertThat(fixture.listener.events()).endsWith("a undelivered: sending to it failed");
        assertThat(fixture.registry.connections()).isEmpty();
    }

    @Test
    void sendWithoutAReportedEndIsAbandonedAfterItsTimeAndNotReturned() {
        transport.hold();
        send("a");
        connection.closed("reset");
        fixture.tickAfter(ConnectionFixture.SEND_TIMEOUT);
        assertThat(fixture.registry.connections()).containsExactly(connection);
        assertThat(fixture.listener.events()).containsExactly("ended: reset");
        fixture.tickAfter(Duration.ofNanos(1));
        assertThat(fixture.registry.connections()).isEmpty();
        assertThat(fixture.listener.events()).hasSize(1);
        transport.complete(null);
        assertThat(fixture.listener.events()).hasSize(1);
        assertThat(fixture.budget.heldBytes()).isZero();
    }

    @Test
    void abandonedConnectionReturnsWaitingMessagesAtOnce() {
        transport.hold();
        send("a", "b");
        connection.abandoned("the relay has stopped");
        assertThat(fixture.listener.events())
                .containsExactly("ended: the relay has stopped", "b undelivered: its connection was closed");
        assertThat(fixture.registry.connections()).isEmpty();
    }

    @Test
    void failedSendClosesTheConnection() {
        transport.hold();
        send("a");
        transport.complete(new IOException("broken pipe"));
        assertThat(transport.closes()).containsExactly(CloseStatus.NO_SIGN_OF_LIFE);
        assertThat(fixture.listener.events())
                .containsExactly(
                        "a undelivered: sending to it failed",
                        "ended: sending to it failed: java.io.IOException: broken pipe");
    }

    @Test
    void transportsCloseThatFailsTheSendInFlightSendsNothingElse() {
        transport.hold();
        send("a", "b", "c");
        transport.whenClosed(() -> transport.complete(new IOException("closed")));
        connection.close(STATUS);
        assertThat(transport.sent()).containsExactly("a");
        assertThat(fixture.listener.events())
                .containsExactly(
                        "ended: closed with 4000 reason",
                        "b undelivered: its connection is being closed",
                        "c undelivered: its connection is being closed",
                        "a undelivered: sending to it failed");
    }

    @Test
    void cutThatFailsTheSendInFlightSendsNothingElse() {
        transport.hold();
        send("a", "b");
        transport.whenClosed(() -> transport.complete(new IOException("cut")));
        fixture.tickAfter(ConnectionFixture.SEND_TIMEOUT.plusNanos(1));
        assertThat(transport.terminations()).isEqualTo(1);
        assertThat(transport.sent()).containsExactly("a");
        assertThat(fixture.listener.events())
                .containsExactly(
                        "ended: did not take a message within 30 s",
                        "b undelivered: its connection is dead",
                        "a undelivered: sending to it failed");
    }

    @Test
    void throwingRuleClosesTheConnectionBehindAnAsynchronousOneToo() {
        CompletableFuture<Void> check = new CompletableFuture<>();
        connection.enqueue(0, () -> check);
        connection.enqueue(0, () -> {
            throw new StackOverflowError("a rule");
        });
        check.complete(null);
        assertThat(transport.closes()).containsExactly(CloseStatus.INTERNAL_ERROR);
        assertThat(log.get())
                .singleElement()
                .asString()
                .startsWith("ERROR 192.0.2.1:1: a message of it could not be processed");
    }

    @Test
    void throwingRuleClosesTheConnection() {
        connection.enqueue(0, () -> {
            throw new IllegalStateException("a rule");
        });
        assertThat(transport.closes()).containsExactly(CloseStatus.INTERNAL_ERROR);
        assertThat(log.get())
                .singleElement()
                .asString()
                .startsWith("ERROR 192.0.2.1:1: a message of it could not be processed");
    }

    @Test
    void messagesAreProcessedInOrder() {
        List<String> handled = new ArrayList<>();
        CompletableFuture<Void> first = new CompletableFuture<>();
        connection.enqueue(0, () -> first);
        connection.enqueue(0, () -> {
            handled.add("second");
            return DONE;
        });
        assertThat(handled).isEmpty();
        first.complete(null);
        assertThat(handled).containsExactly("second");
    }

    @Test
    void everythingReceivedReachesTheListenerInOrder() {
        CompletableFuture<Void> check = new CompletableFuture<>();
        connection.enqueue(0, () -> check);
        connection.receive(Response.registered(Generation.V0_5), 10);
        connection.receiveMalformed("no JSON");
        connection.receiveBinary();
        connection.receiveTooLong();
        assertThat(fixture.listener.events()).isEmpty();
        check.complete(null);
        assertThat(fixture.listener.events()).containsExactly("received Response", "malformed: no JSON", "binary");
    }

    @Test
    void tooManyWaitingMessagesCloseTheConnection() {
        List<String> handled = new ArrayList<>();
        CompletableFuture<Void> first = new CompletableFuture<>();
        connection.enqueue(0, () -> first);
        for (int i = 0; i < fixture.config.inbox().maxMessages(); i++) {
            connection.enqueue(0, () -> {
                handled.add("waiting");
                return DONE;
            });
        }
        assertThat(connection.isOpen()).isTrue();
        connection.enqueue(0, () -> DONE);
        assertThat(transport.closes()).containsExactly(CloseStatus.TOO_MANY_WAITING);
        first.complete(null);
        connection.enqueue(0, () -> {
            handled.add("after the end");
            return DONE;
        });
        assertThat(handled).isEmpty();
    }

    @Test
    void textsThatArriveAndTextsThatAreSentAreCounted() {
        connection.receive(Response.registered(Generation.V0_5), 10);
        connection.receiveMalformed("no JSON");
        transport.hold();
        send("one", "two");

        assertThat(connection.receivedMessages()).isEqualTo(2);
        assertThat(connection.sentMessages()).isZero();
        assertThat(connection.queuedBytes()).isEqualTo(6);
        transport.complete(null);
        assertThat(connection.sentMessages()).isEqualTo(1);
        assertThat(connection.queuedBytes()).isEqualTo(3);
    }
}
