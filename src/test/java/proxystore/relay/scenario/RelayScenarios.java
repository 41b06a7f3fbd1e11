package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The scenario suite: every row of the protocol's table for clients of both generations, driven through real WebSockets
 * by URL. A subclass says which relay; nothing else differs.
 */
@ExtendWith(ScenarioMatrix.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit calls startRelay() first
abstract class RelayScenarios
        implements RegistrationScenarios,
                TakeoverScenarios,
                ForwardingScenarios,
                MalformedMessageScenarios,
                HandshakeScenarios,
                PageScenarios,
                TransportScenarios,
                LeavingScenarios,
                LoadScenarios {
    private RelayUnderTest running;
    private Peers peers;
    private EarlyClients early;
    /** Sockets of the relay's process while it has no clients; -1 until known or where the system does not say. */
    private long idleSockets;

    /** Starts the relay that this class is about. */
    abstract RelayUnderTest start() throws Exception;

    @BeforeAll
    void startRelay() throws Exception {
        running = start();
        try (Peers first = newPeers()) {
            first.register(ClientGeneration.V0_5).assertRegisteredAndQuiet();
            idleSockets = running.process().sockets() - 1;
        }
        early = EarlyClients.connect(newPeers());
    }

    @BeforeEach
    void welcomePeers() {
        peers = newPeers();
    }

    @AfterEach
    void assertNoPeerLeft() {
        peers.close();
        assertThat(running.process().process().isAlive()).isTrue();
    }

    /** Once for all scenarios: Tomcat takes up to a second to close a socket that has been reset. */
    @AfterAll
    void assertNoSocketLeftAndStopRelay() {
        if (running == null) {
            return; // it did not start
        }
        try (RelayUnderTest stopping = running) {
            if (early != null) {
                early.close();
            }
            await("the relay closes the sockets of clients that have left")
                    .until(() -> stopping.process().sockets() <= idleSockets);
        }
    }

    /** Lets the following scenarios reach the started relay in another way. */
    final void use(RelayUnderTest another) {
        early.close();
        running = another;
        early = EarlyClients.connect(newPeers());
    }

    /** The relay's name as the table of scenarios shows it. */
    abstract String relayName();

    /** The clients of one scenario. */
    Peers newPeers() {
        return new Peers(running.address());
    }

    /** Disconnects the clients of a failed scenario before its repetition. */
    final void replacePeers() {
        peers.close();
        peers = newPeers();
    }

    /** Which of the relay's ways in this run of the suite takes; empty if there is one only. */
    String entrance() {
        return "";
    }

    @Override
    public final RelayUnderTest running() {
        return running;
    }

    /** The first line of the relay's log about an endpoint; empty if there is none yet. */
    final String logLine(TestEndpoint endpoint) {
        return running()
                .process()
                .log()
                .lines()
                .filter(line -> line.contains(endpoint.uuid().toString()))
                .findFirst()
                .orElse("");
    }

    @Override
    public RelayAddress relay() {
        return running.address();
    }

    @Override
    public EarlyClients early() {
        return early;
    }

    @Override
    public Peers peers() {
        return peers;
    }
}
