package proxystore.relay.scenario;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What cannot be understood harms its sender at most. */
interface MalformedMessageScenarios extends Scenarios {
    int UNKNOWN_MESSAGE_CODE = 4000;
    String UNKNOWN_MESSAGE_REASON = "Unknown message type.";

    @Test
    default void malformedMessagesAreSkippedInGeneration05() {
        TestEndpoint endpoint = peers().register(ClientGeneration.V0_5);

        eachMalformedMessage(text -> {
            endpoint.peer().sendText(text);
            endpoint.assertRegisteredAndQuiet();
        });
    }

    @Test
    default void malformedMessagesAreSkippedBeforeARegistration() {
        TestPeer peer = peers().open();

        eachMalformedMessage(peer::sendText);

        // The registration's answer comes first: nothing was said to what came before.
        new TestEndpoint(ClientGeneration.V1_0, UUID.randomUUID(), peer).assertRegisteredAndQuiet();
    }

    @Test
    default void aMalformedMessageClosesAConnectionOfGeneration10() {
        TestEndpoint observer = peers().register(ClientGeneration.V1_0);

        eachMalformedMessage(text -> {
            TestEndpoint endpoint = peers().register(ClientGeneration.V1_0);
            endpoint.peer().sendText(text);
            endpoint.peer().expectClose(UNKNOWN_MESSAGE_CODE, UNKNOWN_MESSAGE_REASON);
            endpoint.peer().expectEnd();
            observer.awaitUnknown(endpoint.uuid());
        });
    }

    private static void eachMalformedMessage(Consumer<String> check) {
        MalformedMessages.all()
                .forEach(message -> assertDoesNotThrow(() -> check.accept(message.getPayload()), message.getName()));
    }
}
