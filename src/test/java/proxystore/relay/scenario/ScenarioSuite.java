package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs groups of scenarios, one after another, against one started relay. A subclass says which relay and which groups. */
@ExtendWith(ScenarioMatrix.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit calls startRelay() first
abstract class ScenarioSuite implements Scenarios {
    private RelayUnderTest running;
    private Peers peers;
    private EarlyClients early;
    /** Sockets of each of the relay's processes while it has no clients; negative where the system does not say. */
    private List<Long> idleSockets = List.of();

    /** Starts the relay that this class is about. If it fails, nothing runs. */
    abstract RelayUnderTest start() throws Exception;

    @BeforeAll
    void startRelay() throws Exception {
        running = start();
        try (Peers first = newPeers()) {
            processes().forEach(process -> first.register(ClientGeneration.V0_5).assertRegisteredAndQuiet());
            idleSockets =
                    processes().stream().map(process -> process.sockets() - 1).toList();
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
        assertThat(processes()).allMatch(process -> process.process().isAlive());
    }

    /** Once for all scenarios: Tomcat takes up to a second to close a socket that has been reset. */
    @AfterAll
    void assertNoSocketLeftAndStopRelay() {
        if (running == null) {
            return; // it did not start
        }
        try {
            if (early != null) {
                early.close();
            }
            await("the relay closes the sockets of clients that have left").until(this::hasOnlyIdleSockets);
        } finally {
            stop();
        }
    }

    private boolean hasOnlyIdleSockets() {
        List<RelayProcess> all = processes();
        return IntStream.range(0, all.size()).allMatch(i -> all.get(i).sockets() <= idleSockets.get(i));
    }

    /** The processes of the relay, in the order in which {@link #newPeers} connects first clients. */
    List<RelayProcess> processes() {
        return List.of(running.process());
    }

    /** Ends the relay. */
    void stop() {
        running.close();
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
