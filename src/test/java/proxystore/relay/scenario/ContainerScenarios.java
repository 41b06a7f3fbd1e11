package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The suite against relay.war in a servlet container, and what only a container has. One container serves the relay as the
 * root application and at {@code /relay}; the suite runs once for each of the container's {@link ServletContainer#entrances}, or for
 * each there is with the system property {@code relay.matrix}.
 */
@ParameterizedClass
@ArgumentsSource(ContainerScenarios.Entrances.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the entrance and calls start() first
abstract class ContainerScenarios extends RelayScenarios {
    private static final int CONCURRENT_HANDSHAKES = 40;
    private static final int TLS_PATIENCE_MS = 5_000;
    /** Far above what a handshake needs. */
    private static final int RENEGOTIATION_MS = 3_000;

    private final ServletContainer container;
    /** Set by JUnit before each run of the suite. */
    @Parameter
    Entrance entrance;
    /** Set by {@link #start}. */
    private ServletContainer.Installation site;
    /** The container's log when the first client came; set by {@link #start}. */
    private String startLog = "";

    ContainerScenarios(ServletContainer container) {
        this.container = container;
    }

    /** The ways into the container that the enclosing invocation is named after. */
    static final class Entrances implements ArgumentsProvider {
        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            String title = context.getParent().orElseThrow().getDisplayName();
            List<Entrance> ways = ContainerScenariosIT.containers()
                    .filter(container -> container.getName().equals(title))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no container is called " + title))
                    .getPayload()
                    .entrances();
            return (Boolean.getBoolean("relay.matrix") ? Entrance.all() : ways)
                    .stream().map(Arguments::of);
        }
    }

    @Override
    RelayUnderTest start() throws IOException {
        site = ContainerRelay.site(container.name(), "", "/relay");
        RelayUnderTest relay = ContainerRelay.start(container, site);
        startLog = relay.process().log();
        awaitTls(relay.tls().orElseThrow());
        return relay;
    }

    /** GlassFish starts a listener anew when its settings change, and may still be at it when asadmin has returned. */
    private static void awaitTls(RelayAddress address) {
        await("TLS is served").ignoreExceptions().until(() -> {
            try (Socket tcp = new Socket()) {
                tcp.setSoTimeout(TLS_PATIENCE_MS);
                address.connect(tcp);
                address.secure(tcp).close();
                return true;
            }
        });
    }

    @BeforeParameterizedClassInvocation
    void enter() {
        use(entrance.of(site, running().process()));
    }

    final ServletContainer container() {
        return container;
    }

    @Override
    String relayName() {
        return container.title();
    }

    @Override
    String entrance() {
        return entrance.toString();
    }

    @Override
    Peers newPeers() {
        return container.losesHandshakes() ? super.newPeers().repeatingLostHandshakes() : super.newPeers();
    }

    @Override
    public int farOverTheLimitCode(ClientGeneration generation) {
        return container.hugeFrameCode().orElse(super.farOverTheLimitCode(generation));
    }

    @Test
    void theTlsConnectorServesTheSameRelay() {
        try (Peers overTls = new Peers(running().tls().orElseThrow())) {
            TestEndpoint secure = overTls.register(ClientGeneration.V1_0);
            TestEndpoint plain = peers().register(ClientGeneration.V0_5);

            secure.reaches(plain);
            plain.reaches(secure);
        }
    }

    @Test
    void eachApplicationIsARelayOfItsOwnOverBothConnectors() {
        for (Entrance way : Entrance.all()) {
            try (Peers here = new Peers(way.of(site, running().process()).address())) {
                TestEndpoint first = here.register(ClientGeneration.V0_5);
                TestEndpoint second = here.register(ClientGeneration.V1_0);

                first.reaches(second);
                second.reaches(first);
                if (way.contextPath().equals(entrance.contextPath())) {
                    peers().register(ClientGeneration.V1_0).reaches(first);
                } else {
                    peers().register(ClientGeneration.V1_0).assertUnknown(first.uuid());
                }
            }
        }
    }

    /** Not among the scenarios of all relays: a reverse proxy holds a 400 back. */
    @Test
    void aHandshakeWithAMalformedKeyIsRefused() {
        assertThat(peers().handshake().header("Sec-WebSocket-Key", "x").answer().status())
                .isEqualTo(400);
    }

    /** Tomcat does not answer, and the others end the connection. */
    @Test
    void aClientThatNegotiatesTls12AnewIsNotServed() throws IOException {
        assertThat(Renegotiation.attempt(running().tls().orElseThrow(), RENEGOTIATION_MS)
                        .handshakes())
                .isEqualTo(1);
    }

    @Test
    void theContainersLogHasRegistrationsAndNotEachMessage() {
        TestEndpoint sender = peers().register(ClientGeneration.V1_0);
        TestEndpoint receiver = peers().register(ClientGeneration.V0_5);

        sender.reaches(receiver);
        sender.peer().close();

        await("the end of the registration in the log")
                .until(() -> running()
                        .process()
                        .log()
                        .lines()
                        .anyMatch(line -> line.contains("Unregistering client " + sender.uuid())));
        boolean root = entrance.contextPath().isEmpty();
        assertThat(logLine(sender))
                .contains("Registered " + sender.uuid())
                .contains(", generation 1.0" + (root ? "" : " [" + entrance.contextPath() + "]"));
        assertThat(logLine(sender).contains(" [/")).isEqualTo(!root);
        assertThat(running().process().log()).doesNotContain("Transmitting message");
    }

    @Test
    void theContainerStartsWithoutAWarning() {
        assertThat(startLog)
                .contains("Relay started at context path \"\"")
                .contains("Relay started at context path \"/relay\"");
        assertThat(startLog.lines().filter(container::warns)).isEmpty();
    }

    @Test
    void concurrentHandshakesKeepTheirAddressesApart() {
        List<CompletableFuture<TestEndpoint>> registering = new ArrayList<>();
        for (int i = 1; i <= CONCURRENT_HANDSHAKES; i++) {
            String source = "127.0.2." + i;
            registering.add(CompletableFuture.supplyAsync(
                    () -> peers().register(
                                    ClientGeneration.V1_0, peers().handshake().from(source)),
                    task -> new Thread(task, "from " + source).start()));
        }

        Map<String, String> expected = new TreeMap<>();
        for (int i = 1; i <= CONCURRENT_HANDSHAKES; i++) {
            expected.put(registering.get(i - 1).join().uuid().toString(), "127.0.2." + i);
        }

        await("the registrations in the log")
                .untilAsserted(() -> assertThat(logged(expected.keySet())).isEqualTo(expected));
    }

    /** The first address that the log names beside each uuid. */
    private Map<String, String> logged(Iterable<String> uuids) {
        String log = running().process().log();
        Map<String, String> found = new TreeMap<>();
        for (String uuid : uuids) {
            Matcher matcher =
                    Pattern.compile(uuid + ".*?(127\\.0\\.\\d+\\.\\d+):\\d").matcher(log);
            if (matcher.find()) {
                found.put(uuid, matcher.group(1));
            }
        }
        return found;
    }
}
