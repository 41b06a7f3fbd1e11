package proxystore.relay.standalone.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Notifies systemd that the relay serves, for a unit with {@code Type=notify}. The notification is a datagram to a Unix socket.
 * Java cannot send one, so the program {@code systemd-notify} does. That program is a child of the relay: the unit needs
 * {@code NotifyAccess=all}.
 */
public final class SystemdNotification {
    private static final Logger LOGGER = System.getLogger(SystemdNotification.class.getName());

    /** The variable that systemd sets for such a unit. */
    private static final String SOCKET_VARIABLE = "NOTIFY_SOCKET";

    private static final int TIMEOUT_SECONDS = 10;

    private SystemdNotification() {}

    /** Sends the notification if systemd waits for one. Returns within {@value #TIMEOUT_SECONDS} s; a failure is logged. */
    public static void ready() throws InterruptedException {
        ready(Optional.ofNullable(System.getenv(SOCKET_VARIABLE)), "systemd-notify");
    }

    /** As {@link #ready()}, with the text of the variable and the program. */
    static void ready(Optional<String> socket, String program) throws InterruptedException {
        if (socket.isEmpty()) {
            return;
        }
        ProcessBuilder sender = new ProcessBuilder(program, "--ready")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        sender.environment().put(SOCKET_VARIABLE, socket.get());
        try {
            Process process = sender.start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                warn("it does not end");
            } else if (process.exitValue() != 0) {
                warn("exit code " + process.exitValue());
            }
        } catch (IOException e) {
            warn(String.valueOf(e.getMessage()));
        }
    }

    private static void warn(String reason) {
        LOGGER.log(Level.WARNING, "systemd is not notified that the relay serves: systemd-notify: " + reason);
    }
}
