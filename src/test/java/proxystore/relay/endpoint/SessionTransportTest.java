package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.SendResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.WireText;

class SessionTransportTest {
    private final FakeSession fake = new FakeSession();
    private final SessionTransport transport = new SessionTransport(fake.session, "192.0.2.1:1");
    private final List<@Nullable Throwable> ends = new ArrayList<>();

    @Test
    void textIsSentAsynchronouslyAndItsEndIsTold() {
        transport.send(WireText.of("text"), ends::add);
        assertThat(fake.calls).containsExactly("sendText", "text");
        assertThat(ends).isEmpty();
        fake.sends.get(0).onResult(new SendResult());
        assertThat(ends).hasSize(1).containsOnlyNulls();
    }

    @Test
    void failureOfASendIsTold() {
        IOException failure = new IOException("broken pipe");
        transport.send(WireText.of("text"), ends::add);
        fake.sends.get(0).onResult(new SendResult(failure));
        assertThat(ends).isEqualTo(List.of(failure));
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
    void standardApiCutsByClosing() {
        transport.terminate();
        assertThat(fake.calls).containsExactly("close 1011 No sign of life.");
        assertThat(transport.remoteAddress()).isEqualTo("192.0.2.1:1");
    }
}
