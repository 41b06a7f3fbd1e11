package proxystore.relay.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine, as a node is called that has none of its own. */
final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
    private static final int MAX_LENGTH = 64;

    private HostName() {}

    /** The name without its domain, and {@code relay} on a system that does not say it without asking its name servers. */
    static String get() {
        try {
            return token(Files.readString(KERNEL));
        } catch (IOException e) {
            return token("");
        }
    }

    /** One token of a NATS subject. */
    static String token(String name) {
        String host = name.strip().split("\\.", 2)[0].replaceAll("[^A-Za-z0-9_-]", "-");
        return host.isEmpty() ? "relay" : host.substring(0, Math.min(host.length(), MAX_LENGTH));
    }
}
