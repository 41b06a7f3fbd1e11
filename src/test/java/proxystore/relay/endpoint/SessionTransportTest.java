package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.SendResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.peer.Transport;

class SessionTransportTest {
    private final FakeSession fake = new FakeSession();
    private final SessionTransport transport =
            new SessionTransport(fake.session, "192.0.2.1:1", () -> fake.calls.add("cut"));
    private final List<String> ends = new CopyOnWriteArrayList<>();

    private final Transport.SendListener listener = new Transport.SendListener() {
        @Override
        public void sent(@Nullable Throwable failure) {
            ends.add(failure == null ? "sent" : "not sent: " + failure.getMessage());
        }

        @Override
        public void uncertain(Throwable failure) {
            ends.add("uncertain: " + failure.getMessage());
        }
    };

    @Test
    void textIsSentAsynchronouslyAndItsEndIsReported() {
        transport.send(EncodedMessage.of("text"), listener);
        assertThat(fake.calls).containsExactly("sendText", "text");
        assertThat(ends).isEmpty();
        fake.sends.get(0).onResult(new SendResult());
        assertThat(ends).containsExactly("sent");
    }

    @Test
    void failureWithinTheContainersCallMeansThatTheTextWasNotSent() {
        fake.sending = handler -> handler.onResult(new SendResult(new IOException("broken pipe")));
        transport.send(EncodedMessage.of("text"), listener);
        assertThat(ends).containsExactly("not sent: broken pipe");
    }

    @Test
    void laterFailureLeavesTheFateOfTheTextUncertain() {
        transport.send(EncodedMessage.of("text"), listener);
        fake.sends.get(0).onResult(new SendResult(new IOException("the session was closed")));
        assertThat(ends).containsExactly("uncertain: the session was closed");
    }

    @Test
    void failureOnAnotherThreadWithinTheContainersCallLeavesItUncertainToo() {
        fake.sending = handler -> {
            Thread closing = new Thread(() -> handler.onResult(new SendResult(new IOException("closed"))));
            closing.start();
            join(closing);
        };
        transport.send(EncodedMessage.of("text"), listener);
        assertThat(ends).containsExactly("uncertain: closed");
    }

    private static void join(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Test
    void pingIsAWebSocketPing() throws IOException {
        transport.ping();
        assertThat(fake.calls).containsExactly("sendPing");
    }

    @Test
    void closeHasItsCodeAndReason() {
        transport.close(CloseStatus.RELAY_STOPS);
        transport.close(CloseStatus.MALFORMED_1_0);
        assertThat(fake.calls)
                .containsExactly("close 1001 The relay is shutting down.", "close 4000 Unknown message type.");
    }

    @Test
    void failureToCloseIsTheTransportsOwnMatter() {
        fake.closeFailure = new IOException("gone");
        transport.close(CloseStatus.RELAY_STOPS);
        assertThat(fake.calls).hasSize(1);
    }

    @Test
    void refusalBoundsTheTimeThatTomcatWaitsForAnAnswer() {
        transport.refuse(CloseStatus.TOO_MANY_CONNECTIONS, Duration.ofSeconds(2));
        assertThat(fake.userProperties).containsEntry("org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", 2_000L);
        assertThat(fake.calls).hasSize(1);
    }

    @Test
    void terminatedSessionIsClosedAndThenCut() {
        transport.terminate();
        assertThat(fake.calls).containsExactly("close 1011 No sign of life.", "cut");
        assertThat(transport.remoteAddress()).isEqualTo("192.0.2.1:1");
    }
}
