package proxystore.relay.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.LogLines;

class SystemdNotificationTest {
    private static final Optional<String> SOCKET = Optional.of("/run/systemd/notify");

    @TempDir
    private Path directory;

    @RegisterExtension
    private final LogLines lines = new LogLines(SystemdNotification.class);

    @Test
    void aServiceOfSystemdIsReportedAsReady() throws Exception {
        Path sent = directory.resolve("sent");

        SystemdNotification.ready(SOCKET, program("echo \"$@ to $NOTIFY_SOCKET\" >" + sent));

        assertThat(sent).hasContent("--ready to /run/systemd/notify");
        assertThat(lines.get()).isEmpty();
    }

    @Test
    void withoutSystemdNoProgramIsRun() throws Exception {
        SystemdNotification.ready(Optional.empty(), directory.resolve("none").toString());

        assertThat(lines.get()).isEmpty();
    }

    @Test
    void aFailureIsOneWarning() throws Exception {
        SystemdNotification.ready(SOCKET, program("exit 7"));
        SystemdNotification.ready(SOCKET, directory.resolve("none").toString());

        assertThat(lines.get())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("WARN systemd is not notified")
                                .endsWith("exit code 7"),
                        second -> assertThat(second)
                                .startsWith("WARN systemd is not notified")
                                .contains("none"));
    }

    private String program(String commands) throws IOException {
        Path script = Files.writeString(directory.resolve("program"), "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }
}
