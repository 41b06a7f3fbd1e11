package proxystore.relay.scenario;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A relay for which the system creates no further thread: it goes on with those that it has, and recovers completely once there
 * are threads again. The limit counts the threads of a user, and is none for root: so root starts the relay as another user.
 */
class StandaloneThreadsIT {
    /** Of no other process. */
    private static final String USER = "64321";

    /** Processes and threads of the user; far more than a relay without clients has. */
    private static final int LIMIT = 150;

    private static final Map<String, String> SETTINGS =
            Map.of("RELAY_OUTBOX_SEND_TIMEOUT", "2", "RELAY_HEARTBEAT_PING_INTERVAL", "1");

    @Test
    void aRelayWithoutFurtherThreadsGoesOnAndRecovers(@TempDir Path readable) throws IOException {
        assumeTrue(
                System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "only root can start a process of another user");
        try (RelayUnderTest relay = start(readable);
                Peers peers = new Peers(relay.address())) {
            TestEndpoint first = peers.register(ClientGeneration.V0_5);
            TestEndpoint second = peers.register(ClientGeneration.V1_0);
            TestEndpoint sender = peers.register(ClientGeneration.V1_0);
            first.reaches(second);
            long sockets = relay.process().sockets();
            TestEndpoint stuck =
                    peers.register(ClientGeneration.V1_0, peers.handshake().receiveBuffer(4096));
            Flood flood = new Flood(sender, stuck.uuid());
            int before;
            Process crowd = takeAllThreads();
            try {
                stuck.peer().freeze();
                flood.untilAllAreReturned();
                before = flood.returned().size();

                await("there is no thread to cut off the stuck client, and none to return its messages")
                        .until(() -> {
                            String log = relay.process().log();
                            return log.contains("There is no thread to") && log.contains("Returning messages waits");
                        });
                first.reaches(second);
                int pings = second.peer().pings();
                await("the heartbeat beats").until(() -> second.peer().pings() > pings);
                second.reaches(peers.register(ClientGeneration.V1_0));
                peers.open().sendClose(1000, "");
            } finally {
                end(crowd);
            }
            // What the kernel had taken counts as sent; a full outbox (16 MiB) holds some 500 messages of 33 kB.
            while (flood.returned().size() < before + 100) {
                flood.acceptReturned(sender.peer().expectMessage());
            }
            await("the stuck client is cut off").until(() -> relay.process().sockets() <= sockets + 1);
            second.reaches(first);
        }
    }

    private static RelayUnderTest start(Path readable) throws IOException {
        Path jar = Files.copy(Artifacts.jar(), readable.resolve("relay.jar"));
        Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        ProcessBuilder command = asUser(
                "prlimit",
                "--nproc=" + LIMIT,
                Artifacts.javaExecutable().toString(),
                "-jar",
                jar.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                "0");
        RelayProcess process =
                RelayProcess.launch("standalone-threads", SETTINGS, command.directory(readable.toFile()));
        return new RelayUnderTest(RelayAddress.plain(StandaloneRelay.port(process), "/"), Optional.empty(), process);
    }

    private static ProcessBuilder asUser(String... program) {
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        command.addAll(Arrays.asList(program));
        return new ProcessBuilder(command);
    }

    /** Starts as many processes of the user as a process of it may start threads. */
    private static Process takeAllThreads() throws IOException {
        Process crowd = asUser("sh", "-c", "for i in $(seq " + LIMIT + "); do sleep 600 & done; wait")
                .directory(Path.of("/").toFile())
                .start();
        await("as many processes").until(() -> crowd.descendants().count() >= LIMIT);
        return crowd;
    }

    private static void end(Process crowd) {
        List<ProcessHandle> processes = crowd.descendants().toList();
        crowd.destroyForcibly();
        processes.forEach(ProcessHandle::destroyForcibly);
    }
}
