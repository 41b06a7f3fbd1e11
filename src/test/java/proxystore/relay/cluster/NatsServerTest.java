package proxystore.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresNats
class NatsServerTest {
    @TempDir
    private Path directory;

    @Test
    void aServerStartsOnItsPortAgainAfterItWasKilled() throws Exception {
        try (NatsServer server = NatsServer.start(directory, "max_payload: 65536")) {
            String url = server.url();
            long pid = server.pid();
            try (Connection connection = Nats.connect(url)) {
                assertThat(connection.getMaxPayload()).isEqualTo(65_536);
            }
            server.kill();
            server.restart();
            assertThat(server.url()).isEqualTo(url);
            assertThat(server.pid()).isNotEqualTo(pid);
            Nats.connect(url).close();
        }
    }

    @Test
    void messagesGoFromOneServerOfAClusterToAnother() throws Exception {
        List<NatsServer> servers = NatsServer.startCluster(directory, 3);
        try (Connection from = Nats.connect(servers.get(0).url());
                Connection to = Nats.connect(servers.get(2).url())) {
            Subscription subscription = to.subscribe("relay.ping");
            Message answer = null;
            for (int tries = 0;
                    answer == null && tries < 100;
                    tries++) { // until the subscription has reached the other server
                from.publish("relay.ping", "ping".getBytes(StandardCharsets.UTF_8));
                answer = subscription.nextMessage(Duration.ofMillis(100));
            }
            assertThat(answer).extracting(Message::getData).isEqualTo("ping".getBytes(StandardCharsets.UTF_8));
        } finally {
            servers.forEach(NatsServer::close);
        }
        assertThat(servers).noneMatch(server -> ProcessHandle.of(server.pid()).isPresent());
    }
}
