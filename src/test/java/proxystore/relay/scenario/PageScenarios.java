package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import proxystore.relay.metrics.Scraped;

/** The pages beside the WebSocket, in every server. */
interface PageScenarios extends Scenarios {
    @Test
    default void healthAndInfoAreAnsweredAlikeEverywhere() throws Exception {
        assertThat(page("GET", "livez").body()).isEqualTo("live\n");
        assertThat(page("GET", "readyz").body()).isEqualTo("ready\n");
        assertThat(page("GET", "info").body()).contains("\"name\": \"relay\"", "\"version\": \"");
        for (String path : new String[] {"", "livez", "readyz", "info", "relay.css", "check"}) {
            HttpResponse<String> got = page("GET", path);
            HttpResponse<String> head = page("HEAD", path);
            assertThat(got.statusCode()).as(path).isEqualTo(200);
            assertThat(got.headers().firstValueAsLong("Content-Length"))
                    .isEqualTo(OptionalLong.of(got.body().length()));
            assertThat(got.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(got.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(head.statusCode()).as(path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("Content-Type"))
                    .isEqualTo(got.headers().firstValue("Content-Type"));
            if (!path.equals("info")) { // its uptime may have got longer
                assertThat(head.headers().firstValue("Content-Length"))
                        .as("HEAD " + path)
                        .isEqualTo(got.headers().firstValue("Content-Length"));
            }
        }
    }

    /** Whether a proxy forwards the tests' requests. */
    default boolean isBehindProxy() {
        return false;
    }

    @Test
    default void theMachineItselfReadsTheMetricsAndAForwardedRequestDoesNot() throws Exception {
        peers().register(ClientGeneration.V1_0).assertRegisteredAndQuiet();
        HttpResponse<String> scrape = page("GET", "metrics");

        if (isBehindProxy()) {
            assertThat(scrape.statusCode()).isEqualTo(403);
            return;
        }
        assertThat(scrape.statusCode()).isEqualTo(200);
        assertThat(scrape.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type.replace(" ", "")) // Tomcat leaves the blanks out
                        .startsWith("text/plain;version=0.0.4"));
        assertThat(new Scraped(scrape.body()).value("relay_clients{generation=\"1.0\"}"))
                .isPositive();
        assertThat(page("GET", "metrics", "X-Forwarded-For", "192.0.2.7").statusCode())
                .isEqualTo(403);
    }

    @Test
    default void theMachineItselfSeesTheStatusAndDisconnectsAClient() throws Exception {
        TestEndpoint client = peers().register(ClientGeneration.V0_5);
        String uuid = client.uuid().toString();
        HttpResponse<String> status = page("GET", "status.json?uuid=" + uuid);
        HttpResponse<String> foreign = disconnect(uuid, "Origin", "https://evil.example");

        if (isBehindProxy()) {
            assertThat(status.statusCode()).isEqualTo(403);
            assertThat(foreign.statusCode()).isEqualTo(403);
            assertThat(disconnect(uuid).statusCode()).isEqualTo(403);
            client.assertRegisteredAndQuiet();
            return;
        }
        assertThat(status.statusCode()).isEqualTo(200);
        assertThat(status.body()).contains("\"registered\":true", "\"generation\":\"0.5\"");
        HttpResponse<String> table = page("GET", "status.json?filter=" + uuid + "&sort=name");
        assertThat(table.body()).contains("\"matching\":1", "\"name\":\"endpoint-" + uuid);
        HttpResponse<String> html = page("GET", "status");
        assertThat(html.statusCode()).isEqualTo(200);
        assertThat(html.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
        assertThat(html.body()).contains("src=\"status.js\"").doesNotContain(uuid);
        assertThat(page("GET", "status.js").statusCode()).isEqualTo(200);
        assertThat(page("GET", "status.css").statusCode()).isEqualTo(200);

        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(page("POST", "status").headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(page("GET", "status/disconnect").headers().firstValue("Allow"))
                .contains("POST");
        client.assertRegisteredAndQuiet();
        HttpResponse<String> disconnected = disconnect(uuid);
        assertThat(disconnected.statusCode()).as(disconnected.body()).isEqualTo(200);
        client.peer().expectClose(1001, "Disconnected by an administrator.");
        assertThat(disconnect(uuid).statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> disconnect(String uuid, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(relay().page().resolve("status/disconnect"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"uuid\":\"" + uuid + "\"}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return peers().http().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    default void otherMethodsAndPathsHaveTheirStatus() throws Exception {
        assertThat(page("POST", "livez").statusCode()).isEqualTo(405);
        assertThat(page("POST", "livez").headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(page("GET", "nothing").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> page(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(relay().page().resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return peers().http().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
