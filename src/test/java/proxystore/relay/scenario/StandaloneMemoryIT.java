package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A relay for which clients leave no memory: it recovers completely, or its process ends so that another one starts. */
class StandaloneMemoryIT {
    /** Several times the heap, and more than the kernel holds for the receivers. */
    private static final Overload OVERLOAD = new Overload(80, 4, 16_000, 12_000);

    /** Exit code of a relay that cannot continue. */
    private static final int CANNOT_GO_ON = 3;

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx24m", "-Xmx48m"})
    void aRelayWithoutMemoryRecoversOrEnds(String heap) throws Exception {
        try (RelayUnderTest relay = start(heap)) {
            try (Peers offenders = new Peers(relay.address())) {
                OVERLOAD.run(relay, offenders);
            }
            await("the relay serves again or has ended")
                    .until(() -> !relay.process().process().isAlive() || Overload.serves(relay.address()));

            if (!relay.process().process().isAlive()) {
                assertThat(relay.process().process().exitValue()).isEqualTo(CANNOT_GO_ON);
                assertThat(relay.process().log()).containsOnlyOnce("relay: cannot continue");
            }
        }
    }

    private static RelayUnderTest start(String heap) throws IOException {
        ProcessBuilder command = StandaloneRelay.command("--host", "127.0.0.1", "--port", "0");
        command.command().add(command.command().indexOf("-jar"), heap);
        RelayProcess process = RelayProcess.launch("standalone-memory" + heap, Map.of(), command);
        return new RelayUnderTest(RelayAddress.plain(StandaloneRelay.port(process), "/"), Optional.empty(), process);
    }
}
