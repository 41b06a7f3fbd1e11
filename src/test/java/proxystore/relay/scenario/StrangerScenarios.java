package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Connections that do not register. */
interface StrangerScenarios extends Scenarios {
    /** With the default of {@code admission.registration_timeout}, 30 s. The last scenario: the time runs from the first. */
    @Test
    @Order(Integer.MAX_VALUE)
    default void aConnectionThatNeverRegistersIsTheOnlyOneToBeClosed() {
        TestPeer silent = early().silent();

        await("the end of the connection")
                .atMost(Patience.LIMIT.multipliedBy(2))
                .until(() -> !silent.isOpen());

        assertThat(early().age()).isGreaterThan(Duration.ofSeconds(30));
        silent.expectClose(1013, "No registration arrived within 30 s. Try again later.");
        early().registered().assertRegisteredAndQuiet();
    }

    @Test
    default void aLongMessageBeforeARegistrationClosesOnlyItsConnection() {
        TestEndpoint endpoint = peers().register(ClientGeneration.V1_0);
        TestPeer stranger = peers().open();

        stranger.sendText("x".repeat(8 * 1024 + 1));

        stranger.expectClose(1009, "Message length exceeds limit.");
        endpoint.assertRegisteredAndQuiet();
    }

    @Test
    default void fragmentsBeforeARegistrationAreCountedTogether() {
        TestPeer stranger = peers().open();

        byte[] fragment = new byte[2 * 1024];
        Arrays.fill(fragment, (byte) ' ');
        stranger.sendFrame(WebSocketFrames.TEXT, false, fragment);
        for (int i = 0; i < 4; i++) {
            stranger.sendFrame(WebSocketFrames.CONTINUATION, false, fragment);
        }

        stranger.expectClose(1009, "Message length exceeds limit.");
    }
}
