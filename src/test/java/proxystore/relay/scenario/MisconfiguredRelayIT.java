package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A WAR with a mistake in its settings is deployed and tells clients, browsers and the log what is wrong. */
class MisconfiguredRelayIT {
    static Stream<ServletContainer> containers() {
        return Stream.of(
                new TomcatContainer("tomcat-10.1"),
                new TomcatContainer("tomcat-11.0"),
                new WildFlyContainer("wildfly"),
                new PayaraMicroContainer("payara-micro"),
                GlassFishContainer.glassFish());
    }

    @ParameterizedTest
    @MethodSource("containers")
    void closesClientsWith1013AndNamesTheSetting(ServletContainer container) throws IOException, InterruptedException {
        Map<String, String> mistake = Map.of("RELAY_OUTBOX_SEND_TIMEOUT", "-1");
        ServletContainer.Installation site = ContainerRelay.site(container.name() + "-misconfigured", "");
        try (RelayUnderTest relay = ContainerRelay.start(container, site, mistake);
                Peers peers = new Peers(relay.address())) {
            String reason = "The relay's configuration has a mistake: outbox.send_timeout. Its log says more.";

            peers.open().expectClose(1013, reason);

            HttpResponse<String> page = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(relay.address().page()).build(), BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.body()).isEqualToIgnoringNewLines(reason);
            List<String> errors = relay.process()
                    .log()
                    .lines()
                    .filter(line -> line.contains("RELAY_OUTBOX_SEND_TIMEOUT"))
                    .toList();
            assertThat(errors).singleElement().asString().contains("-1 is out of range (0.01 to 3600)");
        }
    }
}
