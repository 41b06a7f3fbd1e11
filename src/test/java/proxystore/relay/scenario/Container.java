package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.file.Path;
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

    /** What it prints once the relay is deployed and the connectors listen. */
    Pattern started();

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
    record Site(Path base, Path war, String contextPath, int port, int tlsPort, TestCertificates certificates) {}
}
