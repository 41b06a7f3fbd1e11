package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;

/** The suite against the standalone relay behind Apache httpd. */
@DisplayName("httpd, standalone")
@RequiresProxy(ReverseProxy.HTTPD)
class HttpdScenariosIT extends ProxyScenarios {
    HttpdScenariosIT() {
        super(ReverseProxy.HTTPD);
    }

    /** As in {@link #aMessageFarOverTheLimitEndsItsConnectionAlone}. */
    @Override
    public void assertTooLong(TestEndpoint endpoint) {
        PeerEvent.CloseReceived close = endpoint.peer().awaitClose();
        if (close.code() != PeerEvent.CloseReceived.NO_FRAME) {
            TransportScenarios.assertTooLong(endpoint, close);
        }
    }

    /**
     * The relay closes while the client still sends. httpd drops the relay's last words if it cannot get rid of the
     * client's first, so the close code may be lost; to ProxyStore's clients it makes no difference.
     */
    @Override
    @EachGeneration
    public void aMessageFarOverTheLimitEndsItsConnectionAlone(ClientGeneration generation) {
        TestEndpoint observer = peers().register(generation);
        TestEndpoint endpoint = peers().register(generation);

        endpoint.peer().sendTextAsFarAsItGets("x".repeat(8 * MAX_MESSAGE_BYTES));

        assertThat(endpoint.peer().awaitClose().code())
                .isIn(generation.tooLongCode(), PeerEvent.CloseReceived.NO_FRAME);
        observer.awaitUnknown(endpoint.uuid());
        observer.assertRegisteredAndQuiet();
    }
}
