package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import proxystore.relay.standalone.tls.TestCertificates;

/** A servlet container of one make and version that can be started with relay.war in it. */
interface ServletContainer {
    /** Its distribution's name, and its log's. */
    String name();

    /** Its name as the table of scenarios shows it. */
    default String title() {
        return name();
    }

    /** Those of these containers whose name begins with the system property {@code relay.only}; all without it. */
    static Stream<Named<ServletContainer>> selected(ServletContainer... containers) {
        return Stream.of(containers)
                .filter(container -> container.name().startsWith(System.getProperty("relay.only", "")))
                .map(container -> Named.of(container.title(), container));
    }

    /**
     * Lays out the container's files and says how to start it.
     *
     * @param site where and how this one is to run
     */
    ProcessBuilder prepare(Installation site) throws IOException;

    /** What it prints once it runs: with the relay deployed and its connectors open, unless {@link #configure} does that. */
    Pattern started();

    /** Does to the container, started for the first time, what remains to be done before clients can come. */
    default void configure(Installation site) throws IOException {}

    /** Whether it cuts the clients' connections when it is stopped, instead of closing them with 1001. */
    default boolean cutsAtShutdown() {
        return false;
    }

    /** Whether a session that is closed waits until its client has read, so that the relay has to cut the connection. */
    default boolean sessionsWaitForReaders() {
        return false;
    }

    /** Runs what its recipe runs after each start, the first one included. */
    default void afterStart(Installation site) throws IOException {}

    /** Runs what its recipe runs before each stop. */
    default void beforeStop(Installation site) throws IOException {}

    /** Whether it has now and then left a handshake without an answer, which clients then repeat. */
    default boolean losesHandshakes() {
        return false;
    }

    /** Whether a line of its log is a warning or worse, and not one that the container alone is the cause of. */
    boolean warns(String logLine);

    /**
     * The ways in which each build takes the whole scenario suite. Servers that share their WebSockets and connectors share them:
     * Payara Server, Payara Micro and GlassFish; Tomcat 10.1 and 11.
     */
    default List<Entrance> entrances() {
        return List.of(Entrance.ROOT_PLAIN, Entrance.RELAY_TLS);
    }

    /**
     * The close code with which the container itself ends a connection over a frame of 8 MiB; empty if it leaves that to
     * the relay.
     */
    default OptionalInt hugeFrameCode() {
        return OptionalInt.empty();
    }

    /**
     * One container's place.
     *
     * @param base an empty directory for the container's configuration, logs and applications
     * @param war the relay
     * @param contextPaths where the relay is deployed, each time as an application of its own: {@code ""} for the root
     *     application, or {@code "/relay"}
     * @param port for plain WebSockets, on loopback
     * @param tlsPort for WebSockets over TLS
     * @param certificates for the TLS connector
     */
    record Installation(
            Path base, Path war, List<String> contextPaths, int port, int tlsPort, TestCertificates certificates) {
        /** The first application's path. */
        String contextPath() {
            return contextPaths.get(0);
        }

        /** The same place with one application, at this path. */
        Installation at(String otherPath) {
            return new Installation(base, war, List.of(otherPath), port, tlsPort, certificates);
        }

        /** The same place, once for each application. */
        List<Installation> applications() {
            return contextPaths.stream().map(this::at).toList();
        }

        /** The same place, once for each application but the first, which the containers' own files deploy. */
        List<Installation> furtherApplications() {
            return applications().subList(1, contextPaths.size());
        }

        /** The archive's name in containers that make the context path of it. */
        String archive() {
            return (contextPath().isEmpty() ? "ROOT" : contextPath().substring(1)) + ".war";
        }
    }
}
