package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import proxystore.relay.standalone.TestCertificates;

/** A servlet container of one make and version that can be started with relay.war in it. */
interface Container {
    /** Its distribution's name, and its log's. */
    String name();

    /**
     * Lays out the container's files and says how to start it.
     *
     * @param site where and how this one is to run
     */
    ProcessBuilder prepare(Site site) throws IOException;

    /** What it prints once it runs: with the relay deployed and its connectors open, unless {@link #configure} does that. */
    Pattern started();

    /** Does to the started container what remains to be done before clients can come. */
    default void configure(Site site) throws IOException {}

    /** Whether a line of its log is a warning or worse, and not one that the container alone is the cause of. */
    boolean warns(String logLine);

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
     * @param contextPath {@code ""} for the root application, or {@code "/relay"}
     * @param port for plain WebSockets, on loopback
     * @param tlsPort for WebSockets over TLS
     * @param certificates for the TLS connector
     */
    record Site(Path base, Path war, String contextPath, int port, int tlsPort, TestCertificates certificates) {
        /** The same place with another context path. */
        Site at(String otherPath) {
            return new Site(base, war, otherPath, port, tlsPort, certificates);
        }

        /** The archive's name in containers that make the context path of it. */
        String archive() {
            return (contextPath.isEmpty() ? "ROOT" : contextPath.substring(1)) + ".war";
        }
    }
}
