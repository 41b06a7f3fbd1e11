package proxystore.relay.scenario;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import proxystore.relay.standalone.tls.TestCertificates;

/** The relays that stand chaos. */
enum ChaosRelay {
    STANDALONE {
        @Override
        RelayUnderTest start(String name) throws IOException {
            return StandaloneRelay.start(name, ChaosRun.SETTINGS);
        }
    },
    STANDALONE_TLS {
        @Override
        RelayUnderTest start(String name) throws IOException {
            TestCertificates certificates = TestCertificates.in(Artifacts.emptyDirectory(name));
            return StandaloneRelay.startTls(
                    name, ChaosRun.SETTINGS, certificates.certfile(), certificates.keyfile(), certificates.trusting());
        }
    },
    TOMCAT {
        @Override
        RelayUnderTest start(String name) throws IOException {
            Map<String, String> settings = new HashMap<>(ChaosRun.SETTINGS);
            settings.putAll(EVERY_WARNING);
            return ContainerRelay.start(new TomcatContainer("tomcat-11.0"), ContainerRelay.site(name, ""), settings);
        }

        /** Tomcat may cut a connection that the relay closes within a millisecond of a send. */
        @Override
        ChaosTolerance tolerance(RelayUnderTest relay) {
            return new ChaosTolerance(
                    () -> uncertain(relay.process().log()), CONNECTIONS_PER_CUT, ChaosTolerance.NO_REASON);
        }
    };

    /** Tomcat may fail a send while it closes the session and not know what it has sent: the log says so for each message. */
    static final Map<String, String> EVERY_WARNING =
            Map.of("RELAY_LOGGING_MAX_WARNINGS", "100000", "RELAY_LOGGING_MAX_LINES", "1000000");

    /** One of some ten thousand was seen. */
    private static final int CONNECTIONS_PER_CUT = 1_000;

    private static final Pattern UNCERTAIN =
            Pattern.compile("A message (?:to .* at|of .* to peer) (\\S+) (?:at another node )?is not returned: ");

    /**
     * The receivers of the messages that nodes could not return, because they may have arrived.
     *
     * @param log of all nodes
     */
    static List<String> uncertain(String log) {
        return UNCERTAIN.matcher(log).results().map(report -> report.group(1)).toList();
    }

    /**
     * Starts the relay.
     *
     * @param name of its log and its directory
     */
    abstract RelayUnderTest start(String name) throws IOException;

    /** What the accounts accept of the started relay. */
    ChaosTolerance tolerance(RelayUnderTest relay) {
        return new ChaosTolerance(() -> uncertain(relay.process().log()), 0, ChaosTolerance.NO_REASON);
    }
}
