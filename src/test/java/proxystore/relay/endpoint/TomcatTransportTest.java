package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import proxystore.relay.message.CloseStatus;

class TomcatTransportTest {
    private final FakeSession fake = new FakeSession();
    private final TomcatTransport transport = new TomcatTransport(fake.session, "192.0.2.1:1");

    @Test
    void messageThatEndsTheConnectionClosesItOnItsThread() {
        transport.messageBegins();
        assertThat(transport.closeWhileReading(CloseStatus.MALFORMED_1_0)).isTrue();
        assertThat(fake.calls).containsExactly("close 4000 Unknown message type.");
    }

    @Test
    void otherThreadsCloseInTheBackground() {
        transport.messageBegins();
        assertThat(CompletableFuture.supplyAsync(() -> transport.closeWhileReading(CloseStatus.MALFORMED_1_0))
                        .join())
                .isFalse();
        transport.messageEnds();
        assertThat(transport.closeWhileReading(CloseStatus.MALFORMED_1_0)).isFalse();
        assertThat(fake.calls).isEmpty();
    }

    @Test
    void sessionsOfOtherContainersAreNotTomcats() {
        assertThat(TomcatTransport.isFor(fake.session)).isFalse();
    }
}
