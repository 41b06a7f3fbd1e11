package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that cannot connect leaves a trace in Tomcat as {@code server.xml.example} sets it up. */
class TomcatAccessLogIT {
    @ParameterizedTest
    @ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
    void aHandshakeForAWrongPathLeavesALine(String name) throws IOException {
        ServletContainer.Installation site = ContainerRelay.site(name + "-access-log", "");
        try (RelayUnderTest relay = ContainerRelay.start(new TomcatContainer(name), site)) {
            assertThat(new Handshake(relay.address()).path("/nowhere").answer().status())
                    .isEqualTo(404);

            await("a line in the access log")
                    .untilAsserted(() -> assertThat(lines(site))
                            .singleElement()
                            .asString()
                            .startsWith("127.0.0.1 ")
                            .endsWith("\"GET /nowhere HTTP/1.1\" 404"));
        }
    }

    private static List<String> lines(ServletContainer.Installation site) throws IOException {
        try (Stream<Path> files = Files.list(site.base().resolve("logs"))) {
            Path log = files.filter(file -> file.getFileName().toString().startsWith("access."))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllLines(log);
        }
    }
}
