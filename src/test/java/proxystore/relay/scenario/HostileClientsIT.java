package proxystore.relay.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import proxystore.relay.standalone.tls.TestCertificates;

/**
 * Clients that attack a relay with little memory: it ends them, serves a healthy pair as before, and has dropped everything
 * afterwards. {@link LoadScenarios} and {@link ChaosIT} have clients that read slowly or not at all, and
 * {@link StandaloneStrangersIT} has clients that send too much before they register. Run by the profile {@code hostile}: the
 * latency of the healthy pair needs a machine without other load.
 */
@EnabledIfSystemProperty(named = "relay.hostile", matches = "true")
class HostileClientsIT {
    /** Times short enough to wait for, rates and lengths as they are by default. */
    private static final Map<String, String> SETTINGS = Map.of(
            "RELAY_ADMISSION_REGISTRATION_TIMEOUT", "2",
            "RELAY_ADMISSION_MESSAGE_TIMEOUT", "2",
            "RELAY_HEARTBEAT_PONG_TIMEOUT", "2",
            "RELAY_OUTBOX_MAX_BYTES", "1000000",
            "RELAY_OUTBOX_MAX_RETURNED_BYTES", "1000000",
            "RELAY_LOGGING_CURRENT_CLIENT_INTERVAL", "0");

    private static final String HEAP = "-Xmx64m";

    private static final Map<Entry, AttackedRelay> RELAYS = new EnumMap<>(Entry.class);

    /** How clients reach the relays. */
    enum Entry {
        WS {
            @Override
            RelayUnderTest start() throws IOException {
                RelayProcess process = launch("hostile-ws");
                return new RelayUnderTest(
                        RelayAddress.plain(StandaloneRelay.port(process), "/"), Optional.empty(), process);
            }

            @Override
            Entry other() {
                return WSS;
            }
        },
        WSS {
            @Override
            RelayUnderTest start() throws IOException {
                TestCertificates certificates = TestCertificates.in(Artifacts.emptyDirectory("hostile-wss"));
                RelayProcess process = launch(
                        "hostile-wss",
                        "--certfile",
                        certificates.certfile().toString(),
                        "--keyfile",
                        certificates.keyfile().toString());
                return new RelayUnderTest(
                        RelayAddress.tls(StandaloneRelay.port(process), "/", certificates.trusting()),
                        Optional.empty(),
                        process);
            }

            @Override
            Entry other() {
                return WS;
            }
        };

        abstract RelayUnderTest start() throws IOException;

        abstract Entry other();

        private static RelayProcess launch(String name, String... arguments) throws IOException {
            List<String> all = new ArrayList<>(List.of("--host", "127.0.0.1", "--port", "0"));
            all.addAll(List.of(arguments));
            ProcessBuilder command = StandaloneRelay.command(all.toArray(String[]::new));
            command.command().addAll(command.command().indexOf("-jar"), List.of(HEAP, Artifacts.SHORT_LIVED_JVM));
            return RelayProcess.launch(name, SETTINGS, command);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        for (Entry entry : Entry.values()) {
            RELAYS.put(entry, new AttackedRelay(entry.start()));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        for (AttackedRelay relay : RELAYS.values()) {
            relay.close();
        }
    }

    private static AttackedRelay relay(Entry entry) {
        return Objects.requireNonNull(RELAYS.get(entry));
    }

    static Stream<Arguments> attacks() {
        return Stream.of(Entry.values()).flatMap(entry -> attacks(entry).map(attack -> Arguments.of(entry, attack)));
    }

    private static Stream<Named<Attack>> attacks(Entry entry) {
        return Stream.of(
                        SlowRequests.all(),
                        HostileRequests.all(),
                        entry == Entry.WSS ? HostileTls.all() : Stream.<Named<Attack>>empty(),
                        Resets.all(),
                        SlowMessages.all(),
                        FrameFloods.all(),
                        MessageBombs.all(),
                        RegistrationFloods.all())
                .flatMap(attacks -> attacks);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("attacks")
    void onlyTheOffendersAreHarmed(Entry entry, Attack attack, TestInfo test) throws IOException {
        relay(entry).withstands(test.getDisplayName(), attack, relay(entry.other()));
    }
}
