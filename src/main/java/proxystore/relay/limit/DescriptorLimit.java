package proxystore.relay.limit;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The number of connections for which this process has file descriptors. Each connection takes one. */
public final class DescriptorLimit {
    /** Linux's limits of the process (proc_pid_limits(5)); much faster than the JVM's management beans. */
    private static final Path LIMITS = Path.of("/proc/self/limits");

    /** One entry for each open file descriptor of the process (proc_pid_fd(5)). */
    private static final File OPEN = new File("/proc/self/fd");

    private static final String OPEN_FILES = "Max open files";

    /**
     * Descriptors for what is no admitted connection: listeners, selectors, files, the identity provider, and connections
     * that have not finished their handshake or are being refused.
     */
    static final int MIN_RESERVE = 128;

    /** The reserve is this part of the free descriptors if that is more. */
    private static final int RESERVE_PARTS = 8;

    private DescriptorLimit() {}

    /**
     * The limit of connections; 0 for any number.
     *
     * @param configured the configured limit; 0 for the one that the free file descriptors give
     */
    public static int maxConnections(int configured) {
        if (configured != 0) {
            return configured;
        }
        OptionalLong free = free();
        long connections = free.isPresent() ? connections(free.getAsLong()) : 0;
        return connections <= Integer.MAX_VALUE ? (int) connections : 0;
    }

    /** The connections for which this number of free descriptors has room beside the reserve; at least half of it. */
    static long connections(long free) {
        long reserve = Math.min(free / 2, Math.max(MIN_RESERVE, free / RESERVE_PARTS));
        return Math.max(1, free - reserve);
    }

    /** The number of file descriptors that this process may still open; empty if it has no limit, or an unknown one. */
    public static OptionalLong free() {
        OptionalLong limit = limit();
        String[] open = OPEN.list();
        return limit.isPresent() && open != null
                ? OptionalLong.of(Math.max(0, limit.getAsLong() - open.length))
                : fromManagementBean();
    }

    private static OptionalLong limit() {
        try (Stream<String> lines = Files.lines(LIMITS)) {
            return lines.filter(line -> line.startsWith(OPEN_FILES)).findFirst().stream()
                    .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+", 2)[0])
                    .filter(soft -> soft.matches("\\d{1,18}"))
                    .mapToLong(Long::parseLong)
                    .findFirst();
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong fromManagementBean() {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName system = new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME);
            return server.getAttribute(system, "MaxFileDescriptorCount") instanceof Long limit
                            && server.getAttribute(system, "OpenFileDescriptorCount") instanceof Long open
                            && limit > 0
                    ? OptionalLong.of(Math.max(0, limit - open))
                    : OptionalLong.empty();
        } catch (JMException | RuntimeException e) { // Windows has no such limit
            return OptionalLong.empty();
        }
    }
}
