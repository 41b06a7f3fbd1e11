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
import org.junit.jupiter.api.Test;

/** The suite against relay.war in a servlet container, and what only a container has. */
abstract class ContainerScenarios extends RelayScenarios {
    private static final int CONCURRENT_HANDSHAKES = 40;

    private final Container container;
    private final String contextPath;
    private final boolean overTls;
    /** The container's log when the first client came; set by {@link #start}. */
    private String startLog = "";

    /**
     * The suite as a container can be set up.
     *
     * @param contextPath {@code ""} for the root application, or {@code "/relay"}
     * @param overTls whether the suite's clients come over TLS, ended by the container's connector
     */
    ContainerScenarios(Container container, String contextPath, boolean overTls) {
        this.container = container;
        this.contextPath = contextPath;
        this.overTls = overTls;
    }

    @Override
    RunningRelay start() throws IOException {
        String name = container.name() + contextPath.replace('/', '-') + (overTls ? "-tls" : "");
        RunningRelay relay = ContainerRelay.start(container, ContainerRelay.site(name, contextPath));
        startLog = relay.process().log();
        awaitTls(relay.tls().orElseThrow());
        return overTls ? new RunningRelay(relay.tls().orElseThrow(), relay.tls(), relay.process()) : relay;
    }

    /** GlassFish starts a listener anew when its settings change, and may still be at it when asadmin has returned. */
    private static void awaitTls(RelayAddress address) {
        await("TLS is served").ignoreExceptions().until(() -> {
            try (Socket tcp = new Socket()) {
                address.connect(tcp);
                address.secure(tcp).close();
                return true;
            }
        });
    }

    @Override
    public int farOverTheLimitCode(ClientGeneration generation) {
        return container.hugeFrameCode().orElse(super.farOverTheLimitCode(generation));
    }

    @Test
    void theTlsConnectorLeadsToTheSameRelay() {
        try (Peers overTls = new Peers(running().tls().orElseThrow())) {
            TestEndpoint secure = overTls.register(ClientGeneration.V1_0);
            TestEndpoint plain = peers().register(ClientGeneration.V0_5);

            secure.reaches(plain);
            plain.reaches(secure);
        }
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
                        .anyMatch(line -> line.contains("Unregistered " + sender.uuid())));
        assertThat(logLine(sender)).contains("Registered " + sender.uuid());
        assertThat(running().process().log()).doesNotContain("Forwarding a message");
    }

    @Test
    void theContainerStartsWithoutAWarning() {
        assertThat(startLog).contains("Relay started at context path \"" + contextPath + '"');
        assertThat(startLog.lines()).noneMatch(container::warns);
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
