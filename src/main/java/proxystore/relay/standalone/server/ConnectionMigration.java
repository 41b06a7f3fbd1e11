package proxystore.relay.standalone.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether Linux (5.14 and later) moves the connections of a listening socket that is closed to another one on the same port.
 * Otherwise it resets those that were not accepted, and a reset before the WebSocket is open ends a ProxyStore endpoint.
 */
final class ConnectionMigration {
    private static final Logger LOGGER = System.getLogger(ConnectionMigration.class.getName());

    private static final Path SWITCH = Path.of("/proc/sys/net/ipv4/tcp_migrate_req");

    private ConnectionMigration() {}

    /** Warns if the system does not move the connections of this relay. */
    static void warnUnlessOn() {
        warnUnlessOn(SWITCH);
    }

    static void warnUnlessOn(Path file) {
        if (!isOn(file)) {
            LOGGER.log(
                    Level.WARNING,
                    "standalone.socket: Linux resets the connections that this relay has not accepted when it leaves the port;"
                            + " \"sysctl net.ipv4.tcp_migrate_req=1\" passes them on to its successor");
        }
    }

    private static boolean isOn(Path file) {
        try {
            return Files.readString(file).strip().equals("1");
        } catch (IOException e) {
            return false; // an older kernel, or another system
        }
    }
}
