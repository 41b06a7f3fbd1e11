package proxystore.relay.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.LogLines;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.endpoint.RequestHead;
import proxystore.relay.endpoint.RequestHead.RequestLine;
import proxystore.relay.endpoint.Requests;
import proxystore.relay.events.Refusal;

class ChangeRequestTest {
    private final Relay relay = new Relay(RelayConfig.defaults());

    @RegisterExtension
    private final LogLines log = new LogLines(ChangeRequest.class);

    /** A request of a program; each header is {@code Name: value} and replaces one with the same name. */
    private static RequestHead request(String... headers) {
        Map<String, List<String>> all = new HashMap<>(Map.of(
                "Host", List.of("relay:8765"),
                "Content-Length", List.of("10"),
                "Content-Type", List.of("application/json")));
        for (String header : headers) {
            String[] parts = header.split(": *", 2);
            all.put(parts[0], parts[1].isEmpty() ? List.of() : Arrays.asList(parts[1].split("\\|", -1)));
        }
        return Requests.of(new RequestLine("POST", "", "/status/disconnect", "HTTP/1.1"), all);
    }

    private int status(String... headers) {
        return ChangeRequest.refusal(relay, request(headers)).map(Page::status).orElse(200);
    }

    @Test
    void aProgramMaySendAShortJsonDocument() {
        assertThat(status()).isEqualTo(200);
        assertThat(status("Content-Type: Application/JSON; charset=utf-8")).isEqualTo(200);
        assertThat(status("Content-Length: " + ChangeRequest.MAX_BODY_BYTES)).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length:, 411",
        "Content-Length: ten, 411",
        "Content-Length: -1, 411",
        "Content-Length: 10|10, 411",
        "Content-Length: 1025, 413",
        "Content-Length: 999999999, 413",
        "Content-Length: 9999999999, 411",
        "Transfer-Encoding: chunked, 411",
        "Content-Type:, 415",
        "Content-Type: text/plain, 415",
        "Content-Type: application/jsonx, 415",
        "Content-Type: application/x-www-form-urlencoded, 415",
        "Content-Type: application/json|text/plain, 415"
    })
    void anotherBodyIsRefused(String header, int status) {
        assertThat(status(header)).isEqualTo(status);
        assertThat(ChangeRequest.hasReadableBody(request(header))).isEqualTo(status == 415);
    }

    @ParameterizedTest
    @CsvSource({
        "same-origin, http://relay:8765",
        "same-origin, https://relay:8765",
        "same-origin, ''",
        "'', http://RELAY:8765"
    })
    void theRelaysOwnPageMaySendIt(String site, String origin) {
        assertThat(status("Sec-Fetch-Site: " + site, "Origin: " + origin)).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "cross-site, https://evil.example",
        "same-site, http://relay:8765",
        "none, ''",
        "cross-site, ''",
        "same-origin|same-origin, ''",
        "'', https://evil.example",
        "'', null",
        "'', http://relay:8766",
        "'', http://relay:8765|http://relay:8765"
    })
    void aForeignPageMayNot(String site, String origin) {
        assertThat(status("Sec-Fetch-Site: " + site, "Origin: " + origin)).isEqualTo(403);
        assertThat(relay.counts().refused().of(Refusal.ORIGIN)).isEqualTo(1);
        assertThat(log.get())
                .singleElement()
                .asString()
                .startsWith("WARN Refused /status/disconnect to a web page from origin " + origin.replace("|", ", "));
    }
}
