package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A relay that is killed. Its clients connect again as soon as their connections have ended. */
class StandaloneKillIT {
    private static final int CLIENTS = 400;

    /** A client that the dying relay's listener accepts is reset, and an endpoint ends at that. */
    @Test
    void aClientThatConnectsAgainIsRefusedAndNotAccepted() throws IOException {
        List<Socket> clients = new ArrayList<>();
        try (RelayUnderTest relay = StandaloneRelay.start("standalone-kill", Map.of())) {
            long before = relay.process().sockets();
            assumeTrue(before >= 0, "the system shows no descriptors of processes");
            int port = relay.address().url().getPort();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            await("all are accepted").until(() -> relay.process().sockets() >= before + CLIENTS);

            relay.process().server().destroyForcibly();

            int accepted = 0;
            for (int i = CLIENTS - 1; i >= 0; i--) { // the system closes the highest descriptor first
                awaitEnd(clients.get(i));
                accepted += isAccepted(port) ? 1 : 0;
            }
            assertThat(accepted).isZero();
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static void awaitEnd(Socket client) throws IOException {
        try {
            assertThat(client.getInputStream().read()).isNegative();
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private static boolean isAccepted(int port) throws IOException {
        try (Socket again = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return again.isConnected();
        } catch (ConnectException e) {
            return false;
        }
    }
}
